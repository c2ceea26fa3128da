"""From the order book to the door: units kept, a list for the shelf, labels, boxes, deliveries, many at once."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.team.queries import Member
from fanloop.selling.orders import actions, queries
from fanloop.selling.orders.ports import carriers
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.labels import inside, packed_weights, to_pack
from fanloop.selling.orders.queries.logistics import free_units, lines_for, picking, shipment, wants, ways
from fanloop.selling.orders.rules.sheets import read_sheet
from fanloop.things.products.queries import variants_by_ids
from fanloop.ui.sheet_words import sheet_problem

MOST_BYTES = 2_000_000
PAGE = 50


@needs("orders.ship")
@require_safe
def sending(request: HttpRequest) -> HttpResponse:
    """What waits: wishes against the shelf, and the list for the shelf."""
    viewer = viewer_of(request)
    picks = Paginator(picking(viewer=viewer), PAGE).get_page(request.GET.get("pick"))
    packs = Paginator(to_pack(viewer=viewer), PAGE).get_page(request.GET.get("pack"))
    return render(
        request, "desk/orders/sending.html",
        {
            "shelf": _shelf(), "picks": picks, "rows": picks.object_list, "carriers": carriers(),
            "packs": packs, "to_pack": inside(packs),
        },
    )  # fmt: skip


@needs("orders.ship")
@require_POST
def allocate(request: HttpRequest) -> HttpResponse:
    """Give what is made to whoever stands first in line."""
    parts = request.POST.get("parts") == "on"
    kept = actions.allocate(by=member_of(request), at=clock.now(), parts=parts)
    record(request, "orders.allocate", "", orders=kept.orders, pieces=kept.pieces)
    messages.success(
        request,
        _("%(pieces)s pieces are kept for %(orders)s orders.")
        % {"pieces": kept.pieces, "orders": kept.orders},
    )
    return redirect("desk:sending")


@needs("orders.ship")
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """One act for every order that was ticked; what does not fit one of them is left as it is, and said."""
    chosen = queries.by_numbers(request.POST.getlist("orders"), viewer=viewer_of(request))
    if request.POST.get("do") == "packing":
        return redirect(
            f"{reverse('desk:packing_now')}?{urlencode([('orders', row.number) for row in chosen])}"
        )
    act = _BATCH.get(request.POST.get("do", ""))
    if not chosen or act is None:
        messages.error(request, _("Tick orders and choose what to do with them."))
    elif told(request, lambda: _do(request, act, chosen), actions.Refused):
        record(request, f"orders.{request.POST['do']}", "", orders=[row.number for row in chosen])
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/desk/") else "desk:orders")


def _do(request: HttpRequest, act: "Act", chosen: list[Order]) -> None:
    count = act(chosen, member_of(request), request.POST.get("carrier", ""))
    messages.success(
        request, ngettext("Done for %(count)s.", "Done for %(count)s.", count) % {"count": count}
    )


Act = Callable[[list[Order], Member, str], int]


def _allocate(chosen: list[Order], by: Member, _carrier: str) -> int:
    return actions.allocate(orders=[row.id for row in chosen], by=by, at=clock.now()).orders


def _pick(chosen: list[Order], by: Member, _carrier: str) -> int:
    return actions.pick(orders=[row.id for row in chosen], by=by, at=clock.now())


def write_labels(chosen: list[Order], by: Member, carrier: str, weights: dict[int, int] | None = None) -> int:
    """Tell a carrier, the first of all where none is named, in a run of its own."""
    now, name = clock.now(), carrier or carriers()[0].name
    run = f"{now:%Y-%m-%d-%H%M%S}-{secrets.token_hex(2)}"
    return actions.tell_carrier(
        orders=[row.id for row in chosen], name=name, run=run, by=by, at=now, weights=weights
    )


def _deliver(chosen: list[Order], by: Member, _carrier: str) -> int:
    known = ways([row.id for row in chosen])
    boxes = [box for row in chosen for box in known[row.id].boxes if box.delivered_at is None]
    for box in boxes:
        actions.deliver(shipment=box.shipment, by=by, at=clock.now())
    return len(boxes)


_BATCH: dict[str, Act] = {"allocate": _allocate, "pick": _pick, "labels": write_labels, "deliver": _deliver}


class BoxForm(forms.Form):
    """One box of one order."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=20)
    tracking = forms.CharField(label=gettext_lazy("Tracking number"), max_length=80)
    serials = forms.CharField(
        label=gettext_lazy("Serials of the units inside"), widget=forms.Textarea(attrs={"rows": 3, "class": "code"}),
        help_text=gettext_lazy("Scanned or typed, one after the other."),
    )  # fmt: skip


@needs("orders.ship")
@require_POST
def ship(request: HttpRequest, number: str) -> HttpResponse:
    """A box leaves with the units that were scanned; fewer than are picked is a first box of several."""
    order, form = order_of(request, number), BoxForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A box needs a carrier, a tracking number and its serials."))
    elif told(request, lambda: _ship(request, order, form.cleaned_data), (actions.Refused,)):
        messages.success(request, _("The box has left, and its fan knows."))
    return redirect("desk:order", number=number)


def _ship(request: HttpRequest, order: Order, said: dict[str, Any]) -> None:
    serials = said["serials"].replace(",", " ").split()
    box = actions.ship(
        order=order, carrier=said["carrier"], tracking=said["tracking"], serials=serials,
        lines=lines_for(order=order, serials=serials), by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "orders.ship", ref(order), tracking=box.tracking, serials=serials)


@needs("orders.ship")
@require_POST
def delivered(request: HttpRequest, number: str, position: int) -> HttpResponse:
    order = order_of(request, number)
    box = shipment(order, position)
    if box is None:
        raise Http404
    actions.deliver(shipment=box, by=member_of(request), at=clock.now())
    record(request, "orders.deliver", ref(order), tracking=box.tracking)
    messages.success(request, _("Noted: box %(place)s is at the door.") % {"place": position})
    return redirect("desk:order", number=number)


@needs("orders.ship")
@require_http_methods(["GET", "POST"])
def shipping_sheet(request: HttpRequest) -> HttpResponse:
    """A day's boxes as a table: looked at first, sent when nothing is wrong; the text stays until it is right."""
    text, faults, boxes, done = _text(request), list[tuple[int, str, str]](), list[actions.Leaving](), 0
    if request.method == "POST":
        boxes, faults = _read(text)
        look = request.POST.get("do") != "send" or bool(faults)
        left, refused = actions.ship_set(boxes=boxes, by=member_of(request), at=clock.now(), look=look)
        faults += [(line, "serials", why) for line, why in refused.items()]
        done = 0 if look or refused else len(left)
    if done:
        record(request, "orders.ship_set", "", boxes=done)
        messages.success(request, _("%(count)s boxes have left.") % {"count": done})
    if done and not faults:
        return redirect("desk:sending")
    page = {"text": text, "faults": sorted(faults), "boxes": boxes, "was_read": request.method == "POST"}
    return render(request, "desk/orders/shipping.html", page, status=422 if faults else 200)


def _text(request: HttpRequest) -> str:
    """The table from the field, or from a file, which stands in the field then."""
    file = request.FILES.get("file")
    if file and (file.size or 0) <= MOST_BYTES:
        text: str = file.read().decode("utf-8-sig", errors="replace")
        return text
    return request.POST.get("rows", "")[:MOST_BYTES]


def _read(text: str) -> tuple[list[actions.Leaving], list[tuple[int, str, str]]]:
    rows, faults = read_sheet(text, wanted=("number", "carrier", "tracking", "serials"))
    boxes = [
        actions.Leaving(
            row["number"], row["carrier"], row["tracking"], tuple(row["serials"].split()), row.line
        )
        for row in rows
    ]
    return boxes, [(each.line, each.column, sheet_problem(each.problem, each.value)) for each in faults]


def _shelf() -> list[dict[str, Any]]:
    """Variant by variant: pieces that paid orders wait for, and pieces that are free."""
    waiting: dict[int, int] = {}
    for want in wants():
        waiting[want.variant_id] = waiting.get(want.variant_id, 0) + want.quantity
    free = free_units()
    names = variants_by_ids({*waiting, *free})
    grams = packed_weights(names)
    return [
        {
            "name": read(names[id_].name),
            "sku": names[id_].sku,
            "waiting": waiting.get(id_, 0),
            "free": free.get(id_, 0),
            "grams": grams.get(id_),
        }
        for id_ in sorted(names, key=lambda id_: names[id_].position)
    ]


def order_of(request: HttpRequest, number: str) -> Order:
    """The order of a number. Raises Http404."""
    found = queries.by_numbers([number], viewer=viewer_of(request))
    if not found:
        raise Http404
    return found[0]


urlpatterns = [
    path("sending", sending, name="sending"),
    path("sending/allocate", allocate, name="allocate"),
    path("sending/sheet", shipping_sheet, name="shipping_sheet"),
    path("orders/batch/act", batch, name="batch_orders"),
    path("orders/<str:number>/ship", ship, name="ship_order"),
    path("orders/<str:number>/boxes/<int:position>/delivered", delivered, name="box_delivered"),
]
