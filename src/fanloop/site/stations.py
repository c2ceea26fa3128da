"""The trail bar of a need: how far it has come, composed from listening, releasing and selling."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.refs import ids_by_kind
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.releasing.releases import queries as releases
from fanloop.ui.parts import Station
from fanloop.ui.words import figure, when


@dataclass(frozen=True)
class Way:
    """What became of a need above its room: references by kind, as far as the walk down goes."""

    reached: dict[str, set[int]]

    def has(self, kind: str) -> bool:
        return bool(self.reached.get(kind))

    def first(self, kind: str) -> int:
        return min(self.reached[kind])


def way_of(ref: str) -> Way:
    return Way(ids_by_kind(node.ref for node in trail.effects_of(ref).nodes))


def stations_of(
    row: voices.NeedRow, marks: list[voices.Mark], viewer: Viewer, now: datetime
) -> list[Station]:
    """Stations of a need in the order of the loop; the first that is not reached glows."""
    ref = f"voices.need:{row.need.id}"
    way = way_of(ref)
    reached = {mark.kind: mark for mark in marks}
    bar = [*_heard(reached, row, now), *_promised(reached, way, row, now)]
    if "declined" in reached:
        return [*bar, Station(_("Declined"), when(reached["declined"].at, now, hours=False), state="broken")]
    return [*bar, *_released(way, viewer, now), *_made(way, viewer)]


def _go(ref: str) -> str:
    return reverse("site:go", args=[ref])


def _heard(reached: dict[str, voices.Mark], row: voices.NeedRow, now: datetime) -> list[Station]:
    bar = []
    if voiced := reached.get("voiced"):
        bar.append(Station(_("Voiced"), when(voiced.at, now, hours=False), _go(voiced.ref)))
    if answered := reached.get("answered"):
        note = ngettext("in %(n)s min", "in %(n)s min", answered.minutes or 0) % {
            "n": figure(answered.minutes or 0)
        }
        long = (answered.minutes or 0) > 24 * 60
        note = when(answered.at, now, hours=False) if long else note
        bar.append(Station(_("Answered"), note, _go(answered.ref)))
    elif not row.need.source_key:
        bar.append(Station(_("Answer"), _("waiting"), state="now"))
    return bar


def _promised(reached: dict[str, voices.Mark], way: Way, row: voices.NeedRow, now: datetime) -> list[Station]:
    if promised := reached.get("promised"):
        return [Station(_("Promised"), when(promised.at, now, hours=False), _go(promised.ref))]
    if way.has("releases.change") or "declined" in reached:
        return []
    people = ngettext("%(n)s person so far", "%(n)s people so far", row.people) % {"n": figure(row.people)}
    return [
        Station(_("Gathering voices"), people, state="now"),
        Station(_("Promised"), _("if many ask"), state="next"),
    ]


def _released(way: Way, viewer: Viewer, now: datetime) -> list[Station]:
    """Built and shipped. A promise that is neither built nor on offer yet is being built."""
    if not way.has("releases.change"):
        waits = way.has("voices.acceptance") and not way.has("campaigns.campaign")
        return (
            [Station(_("Being built"), "", state="now"), Station(_("Ships"), _("on a Friday"), state="next")]
            if waits
            else []
        )
    ids = way.reached["releases.change"]
    trains = releases.trains_of_changes(ids)
    change = f"releases.change:{min(trains or ids)}"
    card = trail.describe([change], viewer=viewer).get(change)
    built = Station(_("Built"), when(card.at, now, hours=False) if card and card.at else "", _go(change))
    if not trains:
        return [built, Station(_("On the platform"), _("waits for a train"), state="now")]
    return [built, _shipped(min(trains.values(), key=lambda train: train.leaves_at), now)]


def _shipped(train: releases.Train, now: datetime) -> Station:
    found = releases.train(train.number, line_id=train.line_id)
    href = _go(f"releases.train:{train.id}")
    if found and found.left_at:
        return Station(_("Shipped"), f"{when(found.left_at, now, hours=False)}, {train.number}", href)
    return Station(_("Ships"), f"{when(train.leaves_at, now)}, {train.number}", href, "now")


_MAKING: tuple[tuple[str, Callable[[], str]], ...] = (
    ("campaigns.campaign", lambda: _("On offer")),
    ("orders.book", lambda: _("Ordered")),
    ("demand.forecast", lambda: _("Planned")),
    ("supply.purchase_order", lambda: _("Asked of suppliers")),
    ("supply.purchase_line", lambda: _("Asked of suppliers")),
)


def _made(way: Way, viewer: Viewer) -> list[Station]:
    """The making side, when a campaign carries the promise. What the viewer may not see keeps its name only."""
    bar: list[Station] = []
    for kind, label in _MAKING:
        if way.has(kind) and all(station.label != label() for station in bar):
            ref = f"{kind}:{way.first(kind)}"
            card = trail.describe([ref], viewer=viewer).get(ref)
            note = card.detail if card else ""
            bar.append(Station(label(), note[:40], _go(ref) if card else ""))
    return bar
