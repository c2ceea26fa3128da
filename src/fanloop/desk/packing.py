"""The list that lies in the box: a page to print and a PDF. A gift says no price and carries its words."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.desk.orders import address_of
from fanloop.desk.sending import order_of
from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.people.team.queries import maker
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.doors import same_door
from fanloop.selling.orders.queries.logistics import way
from fanloop.ui.paper import Column, NoFontError, Paper


@dataclass(frozen=True)
class Packed:
    """One row of the list: so many of a thing, the serials, the price of one unless it is a gift."""

    name: str
    sku: str
    serials: list[str]
    price: Money | None

    @property
    def quantity(self) -> int:
        return len(self.serials)


@dataclass(frozen=True)
class PackingList:
    """Everything the paper says."""

    order: Order
    place: int
    boxes: int
    left: str
    address: list[str]
    rows: list[Packed]
    is_gift: bool
    words: str


@needs("orders.see")
@require_safe
def packing_list(request: HttpRequest, number: str, position: int) -> HttpResponse:
    packed = _list(request, number, position)
    page = {"list": packed, "same_door": same_door(packed.order)}
    return render(request, "desk/orders/packing.html", page)


@needs("orders.see")
@require_safe
def packing_pdf(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """The same words as PDF; where no font of this machine can write a name, the page says so instead."""
    packed = _list(request, number, position)
    try:
        data = _drawn(packed)
    except NoFontError:
        page = {"list": packed, "no_font": True}
        return render(request, "desk/orders/packing.html", page, status=501)
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}-{position}.pdf"'
    return response


def _list(request: HttpRequest, number: str, position: int) -> PackingList:
    order = order_of(request, number)
    known = way(order)
    box = next((each for each in known.boxes if each.shipment.position == position), None)
    if box is None:
        raise Http404
    by_line: dict[int, Packed] = {}
    for unit in box.units:
        line = unit.line
        price = None if known.gift else Money(line.unit_minor, order.currency)
        row = by_line.setdefault(line.id, Packed(read(line.variant.name), line.variant.sku, [], price))
        row.serials.append(unit.unit.serial)
    return PackingList(
        order, position, len(known.boxes), day_words(box.shipment.at, "far"),
        address_of(known), list(by_line.values()),
        known.gift is not None, known.gift.words if known.gift else "",
    )  # fmt: skip


def _drawn(packed: PackingList) -> bytes:
    house = maker()
    name = house.name if house else ""
    title = _("Packing list")
    facts = [
        packed.order.number,
        _("Box %(place)s of %(of)s") % {"place": packed.place, "of": packed.boxes},
        packed.left,
    ]
    heads = [_("Pieces"), _("What"), _("Serial")] + ([] if packed.is_gift else [_("Price of one")])
    rows = [
        [str(row.quantity), f"{row.name} ({row.sku})", "\n".join(row.serials)]
        + ([str(row.price)] if row.price else [])
        for row in packed.rows
    ]
    every = "".join(
        [name, packed.words, *packed.address, *facts, *heads, *(cell for row in rows for cell in row)]
    )
    paper = Paper(title=title, language=get_language() or "en", text=every, at=clock.now())
    paper.words(name, quiet=True)
    paper.space()
    paper.beside(packed.address, facts)
    paper.space(12)
    paper.title(title)
    if packed.words:
        paper.words(packed.words)
        paper.space()
    shares = (1, 5, 4, 2)
    columns = [Column(head, share) for head, share in zip(heads, shares, strict=False)]
    paper.table(columns, rows)
    return paper.bytes()


urlpatterns = [
    path("orders/<str:number>/boxes/<int:position>", packing_list, name="packing_list"),
    path("orders/<str:number>/boxes/<int:position>.pdf", packing_pdf, name="packing_pdf"),
]
