"""The order book at the desk: find an order, see its money, record a transfer that has come or gone back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import queries as team
from fanloop.people.team.actions import record_act
from fanloop.people.team.queries import Member
from fanloop.selling.orders import actions, queries
from fanloop.selling.orders.ports import carriers
from fanloop.selling.orders.queries import Sheet, logistics, returns
from fanloop.selling.orders.queries.book_file import items
from fanloop.selling.orders.queries.channels import references
from fanloop.selling.orders.queries.doors import same_door
from fanloop.selling.orders.queries.held import held_back, words_about
from fanloop.selling.orders.queries.labels import next_label, parcel_weights
from fanloop.selling.orders.queries.papers import buyer_of, can_rebill
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.ports import provider
from fanloop.selling.payments.queries import books
from fanloop.ui.countries import country_name
from fanloop.ui.parts import Tab
from fanloop.ui.postal import named_lines

PAGE = 50
STATES: dict[str, str | Promise] = {
    "placed": gettext_lazy("waits for deposit"),
    "deposit_paid": gettext_lazy("deposit paid"),
    "paid": gettext_lazy("paid"),
    "allocated": gettext_lazy("units kept"),
    "picked": gettext_lazy("picked"),
    "shipped": gettext_lazy("shipped"),
    "delivered": gettext_lazy("delivered"),
    "returned": gettext_lazy("came back"),
    "refunded": gettext_lazy("paid back"),
    "replaced": gettext_lazy("replaced"),
    "cancelled": gettext_lazy("cancelled"),
}
PAYMENTS: dict[str, str | Promise] = {
    "asked": gettext_lazy("asked"),
    "paid": gettext_lazy("paid"),
    "failed": gettext_lazy("declined"),
    "cancelled": gettext_lazy("no longer asked"),
    "refunded": gettext_lazy("sent back"),
}


@needs("orders.see")
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    page = Paginator(found(request), PAGE).get_page(request.GET.get("page"))
    rows = [(sheet, STATES[sheet.state], items(sheet)) for sheet in queries.sheets(page.object_list)]
    return render(
        request,
        "desk/orders/orders.html",
        {
            "page": page,
            "rows": rows,
            "books": [(book.id, read(book.name), book.replay) for book in queries.books()],
            "states": STATES.items(),
            "ways": _ways(request),
            "held": held_back([sheet.order.id for sheet, _state, _items in rows]),
            "may_ship": _viewer(request).may("orders.ship"),
            "carriers": carriers(),
            "filter": {key: request.GET.get(key, "") for key in ("book", "state", "q")},
            "waiting": [
                (each, queries.number_of(each.payment.about)) for each in money.waiting("transfer")[:20]
            ],
            "may_record": _viewer(request).may("payments.record"),
        },
    )


@needs("orders.see")
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    sheet = _sheet(request, number)
    rows = [(each, PAYMENTS[each.state], provider(each.payment.provider)) for each in sheet.payments]
    return render(
        request,
        "desk/orders/order.html",
        {
            "sheet": sheet,
            "state": STATES[sheet.state],
            "states": [(STATES[each.state], each) for each in sheet.states],
            "items": [
                (line, read(line.variant.name), Money(line.unit_minor * line.quantity, sheet.order.currency))
                for line in sheet.lines
            ],
            "dues": [(due, Money(due.minor, due.currency)) for due in sheet.dues],
            "payments": rows,
            "may_record": _viewer(request).may("payments.record"),
            "ledger": _ledger(request, sheet),
        }
        | _way(request, sheet),
    )


def _ledger(request: HttpRequest, sheet: Sheet) -> str:
    """The reference of an order whose money has moved, for who may see every cent; else empty."""
    about = ref(sheet.order)
    return about if _viewer(request).may("money.see") and books.explained(about) else ""


def _way(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """What the desk sees and does beside the money: where it goes, boxes, what comes back, who sent it to us."""
    id_, known, viewer = sheet.order.id, logistics.way(sheet.order), _viewer(request)
    return {
        "way": known,
        "address": address_of(known),
        "same_door": same_door(sheet.order),
        "billed": named_lines(buyer_of(sheet.order)),
        "may_rebill": viewer.may("orders.readdress") and can_rebill(sheet.order, sheet.state),
        "held": words_about(sheet.order),
        "may_decide": viewer.may("orders.decide"),
        "may_readdress": viewer.may("orders.readdress") and sheet.can_cancel,
        "clock": returns.clock_of(sheet.order),
        "backs": returns.returns_of([id_])[id_],
        "cases": returns.cases_of([id_])[id_],
        "replacements": returns.replacements([id_])[id_],
        "instead_of": returns.instead_of(sheet.order),
        "partner": references([id_]).get(id_),
        "carriers": carriers(),
        "label": next_label(known),
        "grams": parcel_weights([id_])[id_],
        "to_ship": known.handled.picked - known.handled.shipped,
        "may_ship": viewer.may("orders.ship"),
        "may_inspect": viewer.may("orders.inspect"),
    }


@needs("payments.record")
@require_POST
def record(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """A transfer has come: one act, one line in the audit, recorded once however often it is clicked."""
    standing = _transfer(request, number, reference)
    try:
        is_new = payments.record_transfer(payment=standing.payment.id, by=_member(request), at=clock.now())
    except payments.Refused as problem:
        messages.error(request, str(problem))
    else:
        if is_new:
            _audit(request, "payments.record_transfer", standing, number)
            actions.enter_paid_states(orders=[_sheet(request, number).order.id], at=clock.now())
        messages.success(
            request, _("Recorded: %(amount)s for %(number)s.") % {"amount": standing.money, "number": number}
        )
    return redirect("desk:order", number=number)


@needs("payments.record")
@require_POST
def send_back(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """A person has sent a transfer back; the ledger says so, and how much of it was still here."""
    standing = _transfer(request, number, reference)
    if went := _sent_back(request, standing, number):
        messages.success(request, _("Noted: %(amount)s went back.") % {"amount": went})
    else:
        words = _("Nothing was noted: of %(reference)s nothing can go back now.")
        messages.error(request, words % {"reference": reference})
    return redirect("desk:order", number=number)


@transaction.atomic
def _sent_back(request: HttpRequest, standing: money.Standing, number: str) -> Money | None:
    """What left now; None where nothing did."""
    id_ = standing.payment.id
    kept = money.sums_of([id_])[id_].kept
    if not payments.record_refund(payment=id_, by=_member(request), at=clock.now()):
        return None
    went = Money(kept - money.sums_of([id_])[id_].kept, standing.payment.currency)
    _audit(request, "payments.record_refund", standing, number, amount=went)
    return went


def address_of(known: logistics.Way) -> list[str]:
    """Where it goes, with the country's name last; nothing while nobody has said it."""
    if known.delivery is None:
        return []
    *lines, country = logistics.address_lines(known.delivery)
    return [*lines, country_name(country)]


def _ways(request: HttpRequest) -> list[Tab]:
    """The stations of the way as tabs, each with what waits there."""
    chosen = request.GET.get("state", "")
    return [
        Tab(str(words), f"?state={state}", chosen == state)
        for state, words in STATES.items()
        if state in {"paid", "allocated", "picked", "shipped", "delivered", "returned"}
    ]


def found(request: HttpRequest) -> Any:
    book = request.GET.get("book", "")
    return queries.find(
        viewer=_viewer(request),
        book=int(book) if book.isdecimal() else None,
        state=request.GET.get("state", ""),
        text=request.GET.get("q", "").strip(),
    )


def _sheet(request: HttpRequest, number: str) -> Sheet:
    sheet = queries.order(number, viewer=_viewer(request))
    if sheet is None:
        raise Http404
    return sheet


def _transfer(request: HttpRequest, number: str, reference: str) -> money.Standing:
    """The payment of this order under this reference, if a person is who moves it."""
    for each in _sheet(request, number).payments:
        if each.payment.reference == reference and not provider(each.payment.provider).refunds_itself:
            return each
    raise Http404


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _member(request: HttpRequest) -> Member:
    member = team.member_of(_viewer(request).fan_id)
    assert member is not None
    return member


def _audit(
    request: HttpRequest, act: str, standing: money.Standing, number: str, *, amount: Money | None = None
) -> None:
    reference, moved = standing.payment.reference, str(amount or standing.money)
    detail = {"order": number, "amount": moved, "reference": reference}
    record_act(_viewer(request), act=act, about=standing.payment.about, detail=detail, at=clock.now())


urlpatterns = [
    path("orders", orders, name="orders"),
    path("orders/<str:number>", order, name="order"),
    path("orders/<str:number>/payments/<str:reference>/received", record, name="record_transfer"),
    path("orders/<str:number>/payments/<str:reference>/sent-back", send_back, name="record_refund"),
]
