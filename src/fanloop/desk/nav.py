"""The ways in the head of the maker's face: each is shown to those who may go there."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fanloop.ui.parts import NavItem


def ways(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    viewer = getattr(request, "viewer", None)
    if match is None or viewer is None or match.app_name not in {"desk", "bom"}:
        return {}
    rooms = [
        (_("Is it turning?"), "desk:home", "desk.enter"),
        (_("Answer wall"), "desk:voices", "voices.answer"),
        (_("Train board"), "desk:trains", "releases.board"),
        (_("Orders"), "desk:orders", "orders.see"),
        (_("Campaigns"), "desk:campaigns", "campaigns.open"),
        (_("Demand"), "desk:demand", "demand.see"),
        (_("Supply"), "desk:supply", "supply.plan"),
        (_("Imports"), "bom:upload", "imports.run"),
        (_("Team"), "desk:team", "team.manage"),
    ]
    here = request.path
    nav = []
    for label, name, permission in rooms:
        if viewer.may(permission):
            href = reverse(name)
            nav.append(NavItem(label, href, here == href or (href != reverse("desk:home") and here.startswith(href))))
    account = [NavItem(_("The fans' side"), reverse("site:home")), NavItem(_("Your profile"), reverse("site:me"))]
    return {"nav": nav, "account": {"items": account}, "search_at": reverse("site:search")}
