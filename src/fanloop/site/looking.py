"""What a search asks for: the words, and everything it is narrowed by, read from the address and from the words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fanloop.foundation.search.asked import Asked, take_apart
from fanloop.foundation.search.finding import Narrow
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.people.fans import queries as fans
from fanloop.things.products import queries as products

ROOMS: dict[str, list[str]] = {
    "voices": ["voices.need", "voices.voice"],
    "talk": ["community.topic"],
    "chat": ["chat.line"],
    "fridays": ["releases.train", "releases.change"],
    "beta": ["beta.programme"],
    "events": ["events.event"],
    "messages": ["conversations.participant"],
}
KINDS: dict[str, list[str]] = {
    "need": ["voices.need"], "idea": ["voices.need"], "voice": ["voices.voice"], "topic": ["community.topic"],
    "chat": ["chat.line"], "train": ["releases.train"], "event": ["events.event"], "beta": ["beta.programme"], "message": ["conversations.participant"],
}  # fmt: skip
"""What may stand behind `kind:` in a question."""
SPANS = {"day": 1, "week": 7, "month": 31, "year": 366}
LONGEST = 200


@dataclass(frozen=True)
class Look:
    """A search as it was asked for, with nobody's rights in it yet."""

    q: str = ""
    room: str = ""
    where: str = ""
    by: str = ""
    language: str = ""
    span: str = ""
    mine: str = ""
    exactly: str = ""

    @cached_property
    def asked(self) -> Asked:
        return take_apart(self.q)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.where or self.by or self.language or self.span or self.mine)

    def href(self, page: int = 1, **other: str) -> str:
        """The address of this search with something changed."""
        there = replace(self, **other)
        values = {
            "q": there.q, "in": there.room, "where": there.where, "by": there.by, "language": there.language,
            "span": there.span, "mine": there.mine, "exactly": there.exactly, "page": str(page) if page > 1 else "",
        }  # fmt: skip
        said = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('site:search')}?{said}" if said else reverse("site:search")


def look_of(request: HttpRequest) -> Look:
    """What this address asks for; what is not known is left out."""

    def said(name: str, *, among: Any = None) -> str:
        value = request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]
        return value if among is None or value in among else ""

    return Look(
        q=said("q"), room=said("in", among=ROOMS), where=said("where"), by=said("by").removeprefix("@").lower(),
        language=said("language", among=dict(settings.LANGUAGES)), span=said("span", among=SPANS),
        mine=said("mine", among="1"), exactly=said("exactly", among="1"),
    )  # fmt: skip


def narrow_of(look: Look, viewer: Viewer, now: datetime) -> Narrow | None:
    """What to look through; None where it names somebody or some place that is not there."""
    told = look.asked.narrowed
    labels = [*_people([look.by, *told.get("person", ())]), *_places([look.where, *told.get("in", ())])]
    if look.mine:
        labels.append(f"fans.fan:{viewer.fan_id or 0}")
    if not all(labels):
        return None
    kinds = [kind for name in told.get("kind", ()) for kind in KINDS.get(name.lower().rstrip("s"), [name])]
    language = next(iter(told.get("language", ())), look.language)
    since = now - timedelta(days=SPANS[look.span]) if look.span else None
    return Narrow(
        kinds or None, labels, language[:16],
        _day(told, "after") or since, _day(told, "before"),
    )  # fmt: skip


def in_room(narrow: Narrow, room: str) -> Narrow:
    """The same, in one room of the house only."""
    if not room:
        return narrow
    kinds = [kind for kind in ROOMS[room] if narrow.kinds is None or kind in narrow.kinds]
    return replace(narrow, kinds=kinds)


def _people(handles: list[str]) -> list[str]:
    wanted = [handle.removeprefix("@").lower() for handle in handles if handle]
    known = fans.fans_by_handle(wanted)
    return [f"fans.fan:{known[handle].id}" if handle in known else "" for handle in wanted]


def _places(slugs: list[str]) -> list[str]:
    return [_place(slug) for slug in slugs if slug]


def _place(slug: str) -> str:
    """A space, or a line of that name; the same word may stand for both, then the space is meant."""
    if found := community.space(slug):
        return f"{community.SPACE}:{found.id}"
    line = products.line(slug)
    return f"products.line:{line.id}" if line else ""


def _day(told: Mapping[str, tuple[str, ...]], name: str) -> datetime | None:
    """The beginning of a day as 2026-11-26; nonsense narrows nothing."""
    try:
        day = parse_date(next(iter(told.get(name, ())), ""))
    except ValueError:
        return None
    return datetime.combine(day, time.min, UTC) if day else None


def rooms_named() -> dict[str, str]:
    return {
        "": _("Everything"), "voices": _("Voices"), "talk": _("Talk"), "chat": _("Live rooms"), "fridays": _("Fridays"),
        "beta": _("Beta"), "events": _("Events"), "messages": _("Messages"),
    }  # fmt: skip


def choices(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """What the form offers to narrow by."""
    spaces = [(row.space.slug, row.name) for row in community.spaces()]
    taken = {slug for slug, _name in spaces}
    lines = [(line.slug, read(line.name)) for line in products.lines() if line.slug not in taken]
    return {
        "places": [*spaces, *lines],
        "languages": [(code, str(name)) for code, name in settings.LANGUAGES],
        "spans": [
            ("day", _("Since yesterday")),
            ("week", _("A week")),
            ("month", _("A month")),
            ("year", _("A year")),
        ],
        "mine": [("1", _("Only where I take part"))] if viewer.fan_id else [],
    }
