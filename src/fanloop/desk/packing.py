"""The list that lies in the box: a page to print and a PDF, before it leaves and after. A gift says no price and carries its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.desk.acts import viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.orders import address_of
from fanloop.desk.sending import order_of
from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.people.team.queries import maker
from fanloop.selling.orders import queries
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.doors import same_doors
from fanloop.selling.orders.queries.labels import inside, to_pack
from fanloop.selling.orders.queries.logistics import Box, Way, ways
from fanloop.ui.paper import Column, NoFontError, Paper

MOST = 200


@dataclass(frozen=True)
class Packed:
    """One row of the list: so many of a thing, the serials once they are scanned, the price of one unless it is a gift."""

    name: str
    sku: str
    quantity: int
    serials: list[str]
    price: Money | None


@dataclass(frozen=True)
class PackingList:
    """Everything the paper says; `left` is the day its box left, empty before."""

    order: Order
    place: int
    boxes: int
    left: str
    address: list[str]
    rows: list[Packed]
    is_gift: bool
    words: str

    @property
    def facts(self) -> list[str]:
        place = _("Box %(place)s of %(of)s") % {"place": self.place, "of": self.boxes} if self.left else ""
        return [each for each in (self.order.number, place, self.left) if each]


@needs("orders.see")
@require_safe
def packing_list(request: HttpRequest, number: str, position: int) -> HttpResponse:
    return _page(request, [_of_box(request, number, position)], f"{request.path}.pdf")


@needs("orders.see")
@require_safe
def packing_pdf(request: HttpRequest, number: str, position: int) -> HttpResponse:
    return _pdf(request, [_of_box(request, number, position)], f"{number}-{position}.pdf")


@needs("orders.see")
@require_safe
def packing_now(request: HttpRequest) -> HttpResponse:
    """What is picked and has not left, of the orders named or of all, each on a page of its own."""
    part = _part(request)
    if not part:
        messages.error(request, _("Nothing of these is picked and still here."))
        return redirect("desk:orders")
    pdf = f"{reverse('desk:packing_now_pdf')}?{request.GET.urlencode()}"
    return _page(request, _picked(part), pdf, part)


@needs("orders.see")
@require_safe
def packing_now_pdf(request: HttpRequest) -> HttpResponse:
    lists = _picked(_part(request))
    if not lists:
        raise Http404
    return _pdf(request, lists, "packing.pdf")


def _page(
    request: HttpRequest, lists: Sequence[PackingList], pdf: str, part: "Page[Order] | None" = None
) -> HttpResponse:
    doors = same_doors([each.order for each in lists])
    page = {
        "lists": [(each, doors[each.order.id]) for each in lists],
        "one": lists[0],
        "pdf": pdf,
        "part": part,
    }
    return render(request, "desk/orders/packing.html", page)


def _pdf(request: HttpRequest, lists: Sequence[PackingList], name: str) -> HttpResponse:
    """The same words as PDF; where no font of this machine can write a name, the page says so instead."""
    try:
        data = _drawn(lists)
    except NoFontError:
        page = {"lists": [(each, []) for each in lists], "one": lists[0], "no_font": True}
        return render(request, "desk/orders/packing.html", page, status=501)
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _of_box(request: HttpRequest, number: str, position: int) -> PackingList:
    order = order_of(request, number)
    known = ways([order.id])[order.id]
    box = next((each for each in known.boxes if each.shipment.position == position), None)
    if box is None:
        raise Http404
    left = day_words(box.shipment.at, "far")
    return _list(order, known, _inside(order, known, box), place=position, left=left)


def _inside(order: Order, known: Way, box: Box) -> list[Packed]:
    by_line: dict[int, list[str]] = {}
    for unit in box.units:
        by_line.setdefault(unit.line_id, []).append(unit.unit.serial)
    lines = {unit.line_id: unit.line for unit in box.units}
    return [_row(order, known, lines[id_], len(serials), serials) for id_, serials in by_line.items()]


def _part(request: HttpRequest) -> "Page[Order]":
    """So many lists as one printing holds, of the orders named or of all."""
    rows = to_pack(viewer=viewer_of(request), among=request.GET.getlist("orders") or None)
    return Paginator(rows, MOST).get_page(request.GET.get("page"))


def _picked(orders: Sequence[Order]) -> list[PackingList]:
    waiting = inside(orders)
    known = ways([order.id for order, _lines in waiting])
    return [
        _list(
            order, known[order.id], [_row(order, known[order.id], line, pieces, []) for line, pieces in lines],
            place=len(known[order.id].boxes) + 1, left="",
        )
        for order, lines in waiting
    ]  # fmt: skip


def _row(order: Order, known: Way, line: queries.OrderLine, pieces: int, serials: list[str]) -> Packed:
    price = None if known.gift else Money(line.unit_minor, order.currency)
    return Packed(read(line.variant.name), line.variant.sku, pieces, serials, price)


def _list(order: Order, known: Way, rows: list[Packed], *, place: int, left: str) -> PackingList:
    gift = known.gift
    boxes = max(place, len(known.boxes))
    return PackingList(
        order, place, boxes, left, address_of(known), rows, gift is not None, gift.words if gift else ""
    )


def _drawn(lists: Sequence[PackingList]) -> bytes:
    house = maker()
    name = house.name if house else ""
    title = _("Packing list")
    tables = [_table(each) for each in lists]
    every = [name, title]
    for packed, (columns, rows) in zip(lists, tables, strict=True):
        every += [packed.words, *packed.address, *packed.facts, *(column.head for column in columns)]
        every += [cell for row in rows for cell in row]
    paper = Paper(title=title, language=get_language() or "en", text="".join(every), at=clock.now())
    for place, (packed, (columns, rows)) in enumerate(zip(lists, tables, strict=True)):
        if place:
            paper.next_page()
        paper.words(name, quiet=True)
        paper.space()
        paper.beside(packed.address, packed.facts)
        paper.space(12)
        paper.title(title)
        if packed.words:
            paper.words(packed.words)
            paper.space()
        paper.table(columns, rows)
    return paper.bytes()


def _table(packed: PackingList) -> tuple[list[Column], list[list[str]]]:
    heads = [_("Pieces"), _("What"), _("Serial")] + ([] if packed.is_gift else [_("Price of one")])
    rows = [
        [str(row.quantity), f"{row.name} ({row.sku})", "\n".join(row.serials)]
        + ([str(row.price)] if row.price else [])
        for row in packed.rows
    ]
    return [Column(head, share) for head, share in zip(heads, (1, 5, 4, 2), strict=False)], rows


urlpatterns = [
    path("orders/<str:number>/boxes/<int:position>", packing_list, name="packing_list"),
    path("orders/<str:number>/boxes/<int:position>.pdf", packing_pdf, name="packing_pdf"),
    path("packing", packing_now, name="packing_now"),
    path("packing.pdf", packing_now_pdf, name="packing_now_pdf"),
]
