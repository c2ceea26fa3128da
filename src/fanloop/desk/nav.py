"""The ways in the head of the maker's face: each is shown to those who may go there."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fanloop.foundation.viewer import Viewer
from fanloop.ui.parts import NavItem
from fanloop.ui.ways import way

Rooms = tuple[tuple[Any, str, str], ...]

ROOMS: Rooms = (
    (gettext_lazy("Is it turning?"), "desk:home", "desk.enter"),
    (gettext_lazy("Answer wall"), "desk:voices", "voices.answer"),
    (gettext_lazy("Train board"), "desk:trains", "releases.board"),
    (gettext_lazy("Orders"), "desk:orders", "orders.see"),
    (gettext_lazy("Campaigns"), "desk:campaigns", "campaigns.open"),
    (gettext_lazy("Money"), "desk:money", "money.see"),
    (gettext_lazy("Demand"), "desk:demand", "demand.see"),
    (gettext_lazy("Supply"), "desk:supply", "demand.see"),
)
BESIDE: Rooms = (
    (gettext_lazy("Loop time"), "desk:loop", "desk.enter"),
    (pgettext_lazy("sale at an instant", "Drops"), "desk:drops", "campaigns.open"),
    (gettext_lazy("Launches"), "desk:launches", "launches.run"),
    (gettext_lazy("Messages to fans"), "desk:messages", "messages.send"),
    (gettext_lazy("Product lines"), "desk:products", "products.edit"),
    (gettext_lazy("Builds"), "desk:builds", "builds.add"),
    (gettext_lazy("Invitation codes"), "desk:codes", "campaigns.open"),
    (gettext_lazy("Challenges"), "desk:challenges", "campaigns.open"),
    (gettext_lazy("Ambassadors"), "desk:ambassadors", "campaigns.open"),
    (gettext_lazy("Made units"), "desk:units", "units.add"),
    (gettext_lazy("The shelf"), "desk:shelf", "campaigns.open"),
    (gettext_lazy("Services and repairs"), "desk:services", "orders.see"),
    (gettext_lazy("What waits to be sent"), "desk:sending", "orders.ship"),
    (gettext_lazy("Orders that wait for a word"), "desk:held_orders", "orders.see"),
    (gettext_lazy("What comes back"), "desk:returns", "orders.see"),
    (gettext_lazy("Partners who sell"), "desk:channels", "channels.run"),
    (gettext_lazy("Suppliers and brands"), "desk:partners", "partners.edit"),
    (gettext_lazy("Invoices"), "desk:papers", "orders.see"),
    (gettext_lazy("Markets"), "desk:markets", "markets.edit"),
    (gettext_lazy("Prices and stock"), "desk:terms", "supply.plan"),
    (gettext_lazy("Desk hours and promises"), "desk:hours", "answers.settings"),
    (gettext_lazy("Review queue"), "desk:moderation", "community.moderate"),
    (gettext_lazy("Tuesday's reports"), "desk:latest_reports", "releases.board"),
    (gettext_lazy("Spaces"), "desk:spaces", "community.moderate"),
    (gettext_lazy("Events"), "desk:events", "events.run"),
    (gettext_lazy("Beta programmes"), "desk:beta", "beta.run"),
    (gettext_lazy("Levels"), "desk:levels", "levels.give"),
    (gettext_lazy("Contribution terms"), "desk:contribution_terms", "terms.publish"),
    (gettext_lazy("Team"), "desk:team", "team.manage"),
    (gettext_lazy("What the team shares"), "desk:bonus", "bonus.set"),
    (gettext_lazy("What was done here"), "desk:audit", "audit.see"),
    (gettext_lazy("Bring your community"), "moving:start", "imports.run"),
    (gettext_lazy("Bring your changelog"), "moving:changelog", "imports.run"),
    (gettext_lazy("Imports"), "bom:upload", "imports.run"),
    (gettext_lazy("Letters that came in"), "mailbox:arrivals", "voices.answer"),
    (gettext_lazy("Source and patches"), "repository:sources", "releases.board"),
    (gettext_lazy("Form on your own page"), "desk:embed", "voices.answer"),
    (gettext_lazy("Webhooks"), "desk:webhooks", "webhooks.manage"),
)


def ways(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    viewer = getattr(request, "viewer", None)
    if (
        match is None
        or viewer is None
        or match.app_name not in {"desk", "bom", "mailbox", "moving", "repository", "bank"}
    ):
        return {}
    account = [
        *_open_to(BESIDE, viewer, request.path),
        NavItem(_("The fans' side"), way("site:home")),
        NavItem(_("Your profile"), way("site:me")),
    ]
    rooms = _open_to(ROOMS, viewer, request.path)
    return {"nav": rooms, "account": {"items": account}, "search_at": way("site:search")}


def _open_to(rooms: Rooms, viewer: Viewer, here: str) -> list[NavItem]:
    home = way("desk:home")
    open_to = [(str(label), way(name)) for label, name, permission in rooms if viewer.may(permission)]
    return [
        NavItem(label, href, here == href or (href != home and here.startswith(href)))
        for label, href in open_to
    ]
