"""What a partner sells: its price, what is left, the orders it sends as a table, and how far each is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.partners import queries as partners
from fanloop.portal.guard import contacts_only
from fanloop.selling.orders import actions
from fanloop.selling.orders.queries import Sheet, sheets
from fanloop.selling.orders.queries import channels as queries
from fanloop.selling.orders.queries.channels import Channel
from fanloop.selling.orders.queries.logistics import ways
from fanloop.ui.parts import NavItem
from fanloop.ui.sheet_words import sheet_problem

MOST_BYTES, PAGE = 2_000_000, 50
STATES: dict[str, str | Promise] = {
    "placed": gettext_lazy("waits for your money"),
    "deposit_paid": gettext_lazy("deposit paid"),
    "paid": gettext_lazy("paid"),
    "allocated": gettext_lazy("units kept"),
    "picked": gettext_lazy("packed"),
    "shipped": gettext_lazy("on its way"),
    "delivered": gettext_lazy("delivered"),
    "returned": gettext_lazy("came back"),
    "refunded": gettext_lazy("paid back"),
    "replaced": gettext_lazy("replaced"),
    "cancelled": gettext_lazy("cancelled"),
}


@require_safe
@contacts_only
def channels(request: HttpRequest) -> HttpResponse:
    rows = [(row, queries.room(row)) for row in queries.channels(viewer=_viewer(request))]
    return render(request, "portal/channels/channels.html", around(request) | {"rows": rows})


@require_safe
@contacts_only
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    return _shown(request, _channel(request, channel_id), {})


@require_POST
@contacts_only
def send(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A table of orders: read and shown first, placed when nothing is wrong. The text stays until then."""
    row, text = _channel(request, channel_id), _text(request)
    found = queries.check(row, text)
    if request.POST.get("do") != "place" or found.faults:
        return _shown(request, row, {"text": text, "found": found}, status=422 if found.faults else 200)
    placed = actions.place_channel_orders(channel=row, asked=found.fresh, by=_me(request), at=clock.now())
    messages.success(request, _("%(count)s orders are placed.") % {"count": len(placed.fresh)})
    return redirect("portal:channel", channel_id=row.id)


def _text(request: HttpRequest) -> str:
    """The table from the field, or from a file, which stands in the field then."""
    file = request.FILES.get("file")
    if file and (file.size or 0) <= MOST_BYTES:
        text: str = file.read().decode("utf-8-sig", errors="replace")
        return text
    return request.POST.get("rows", "")[:MOST_BYTES]


def _shown(request: HttpRequest, row: Channel, more: dict[str, Any], status: int = 200) -> HttpResponse:
    prices = queries.prices_of(row)
    page = Paginator(queries.orders_of_channel(row), PAGE).get_page(request.GET.get("page"))
    context = {
        "channel": row,
        "room": queries.room(row),
        "prices": [(each.variant, Money(each.unit_minor, row.market.currency)) for each in prices.values()],
        "page": page,
        "orders": _rows(sheets(page.object_list)),
        "faults": [
            (each.line, each.column, sheet_problem(each.problem, each.value)) for each in more["found"].faults
        ]
        if "found" in more
        else [],
    }
    return render(request, "portal/channels/channel.html", around(request) | context | more, status=status)


def _rows(found: list[Sheet]) -> list[dict[str, Any]]:
    ids = [sheet.order.id for sheet in found]
    way, numbers = ways(ids), queries.references(ids)
    return [
        {
            "sheet": sheet,
            "state": STATES[sheet.state],
            "reference": numbers[sheet.order.id].reference,
            "boxes": way[sheet.order.id].boxes,
            "payment": sheet.open_payment,
        }
        for sheet in found
    ]


def _channel(request: HttpRequest, channel_id: int) -> Channel:
    """One of the partner's own; somebody else's is not there."""
    row = queries.channel(channel_id, viewer=_viewer(request))
    if row is None or row.partner_id != _viewer(request).partner_id:
        raise Http404
    return row


def around(request: HttpRequest) -> dict[str, Any]:
    """What every page of a partner who sells says around its middle."""
    viewer = _viewer(request)
    return {
        "partner": partners.partner(viewer.partner_id) if viewer.partner_id else None,
        "nav": [
            NavItem(_("Purchase orders"), reverse("portal:home")),
            NavItem(_("What you sell"), reverse("portal:channels"), current=True),
        ],
        "account": {"items": [NavItem(_("The fans’ side"), reverse("site:home"))]},
    }


def _me(request: HttpRequest) -> Fan:
    assert isinstance(request.user, Fan), "the door lets contacts in only"
    return request.user


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


urlpatterns = [
    path("channels", channels, name="channels"),
    path("channels/<int:channel_id>", channel, name="channel"),
    path("channels/<int:channel_id>/orders", send, name="send_orders"),
]
