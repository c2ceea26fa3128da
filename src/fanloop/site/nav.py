"""The ways in the head and foot of the fans' face, for pages that are this face's own."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fanloop.listening.conversations import queries as conversations
from fanloop.people.fans import queries as fans
from fanloop.ui.parts import NavItem
from fanloop.ui.ways import way

SELLING = (
    "/order",
    "/drops",
    "/shop",
    "/cart",
    "/services",
    "/gift-cards",
    "/codes",
    "/lines",
    "/papers",
    "/pay/",
)


def ways(request: HttpRequest) -> dict[str, Any]:
    """Navigation, search address and account menu; other faces bring their own."""
    match = request.resolver_match
    if match and match.app_name in {"desk", "portal", "bom", "mailbox", "moving", "repository"}:
        return {}
    return {
        "nav": _rooms(request.path),
        "search_at": way("site:search"),
        "account": {"items": _account(request)},
        "foot_links": _foot(),
    }


def _rooms(here: str) -> list[NavItem]:
    rooms = [
        (_("Voices"), way("site:needs"), ("/voices", "/needs", "/roadmap")),
        (_("Talk"), way("site:talk"), ("/talk", "/chat")),
        (_("Fridays"), way("site:fridays"), ("/fridays",)),
        (_("Events"), way("site:events"), ("/events", "/launch")),
        (pgettext("to buy", "Order"), way("site:order"), SELLING),
    ]
    return [NavItem(label, href, here.startswith(prefixes)) for label, href, prefixes in rooms]


def _foot() -> list[NavItem]:
    return [
        NavItem(_("Why Fanloop exists"), way("site:about")),
        NavItem(_("Popcorn"), way("site:popcorn")),
        NavItem(_("What the team shares"), way("site:sharing")),
        NavItem(_("Builds"), way("site:builds")),
        NavItem(_("Beta"), way("site:beta")),
        NavItem(_("Challenges"), way("site:challenges")),
        NavItem(_("Launches"), way("site:launches")),
        NavItem(_("Contribution terms"), way("site:terms")),
        NavItem(_("Take your data with you"), way("site:data")),
        NavItem(_("Design"), way("style")),
    ]


def _account(request: HttpRequest) -> list[NavItem]:
    viewer = getattr(request, "viewer", None)
    if viewer is None or viewer.fan_id is None:
        return []
    items = [
        NavItem(_("Inbox"), way("site:inbox"), count=fans.unread_count(viewer=viewer)),
        NavItem(_("Messages"), way("site:talks"), count=conversations.unread_count(viewer)),
        NavItem(_("Your orders"), way("site:orders")),
        NavItem(_("Services and repairs"), way("site:services")),
        NavItem(_("Your invitation codes"), way("site:codes")),
        NavItem(_("Your profile"), way("site:me")),
        NavItem(_("Your standing"), way("site:standing")),
        NavItem(_("Log-in and security"), way("mfa_index")),
    ]
    if viewer.is_staff:
        items.append(NavItem(_("The desk"), way("desk:home")))
    if viewer.partner_id is not None:
        items.append(NavItem(_("The portal"), way("portal:home")))
    return items
