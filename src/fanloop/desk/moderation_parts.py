"""What the pages of moderation have in common: tabs, names of places, page numbers."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.listening.moderation import queries
from fanloop.ui.parts import Tab


def number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1


def places() -> dict[str, str]:
    """Scope → its name; what is not a space is shown by its reference."""
    return {f"community.space:{row.space.id}": row.name for row in community.spaces()}


def tabs(current: str, viewer: Viewer) -> list[Tab]:
    """Every page of moderation this viewer may open, with what waits there."""
    waiting = queries.waiting_count(viewer=viewer, at=clock.now())
    ways: list[tuple[str, str, str, str, int | None]] = [
        ("queue", _("Queue"), "desk:moderation", "community.moderate", waiting),
        ("history", _("History"), "desk:moderation_history", "community.moderate", None),
        ("appeals", _("Appeals"), "desk:appeals", "community.moderate", len(queries.appeals(viewer=viewer))),
        ("words", _("Watched words"), "desk:watched_words", "community.moderate", None),
        ("charges", _("Who looks after what"), "desk:charges", "moderation.settings", None),
        ("figures", _("Thresholds"), "desk:moderation_figures", "moderation.settings", None),
    ]
    return [
        Tab(label, reverse(name), key == current, count)
        for key, label, name, permission, count in ways
        if viewer.may(permission)
    ]
