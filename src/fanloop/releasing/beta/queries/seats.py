"""Who takes part. A fan reads their own place; lists of people are for who runs programmes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import get_language_info

from fanloop.foundation.viewer import Viewer
from fanloop.people.levels import queries as levels
from fanloop.releasing.beta.models import (
    Application,
    Done,
    Draw,
    Pause,
    Programme,
    Reminder,
    RingOffer,
    Seat,
    Signature,
    Trial,
    Wave,
)
from fanloop.releasing.beta.queries.programmes import terms_in_force
from fanloop.releasing.beta.rules.draw import Candidate, Quota
from fanloop.releasing.beta.rules.quiet import Standing


@dataclass(frozen=True)
class Mine:
    """Where a fan stands in a programme: a seat, or an application that waits, or neither."""

    seat: Seat | None = None
    application: Application | None = None
    pause: Pause | None = None
    must_sign: bool = False
    done: frozenset[int] = field(default_factory=frozenset)
    """Ids of activities ticked off."""

    @property
    def is_testing(self) -> bool:
        """Whether builds are open to them now."""
        return self.seat is not None and self.pause is None and not self.must_sign


def mine(programme_id: int, fan_id: int | None) -> Mine:
    """One fan's place. At most six queries."""
    if fan_id is None:
        return Mine()
    seat = (
        Seat.objects.filter(programme=programme_id, fan=fan_id, left_at=None).select_related("wave").first()
    )
    if seat is None:
        return Mine(application=open_application(programme_id, fan_id))
    done = frozenset(Done.objects.filter(seat=seat).values_list("activity_id", flat=True))
    return Mine(
        seat=seat, pause=open_pause(seat.id), must_sign=not has_signed(programme_id, fan_id), done=done
    )


def open_application(programme_id: int, fan_id: int) -> Application | None:
    rows = Application.objects.filter(programme=programme_id, fan=fan_id)
    return rows.filter(withdrawn_at=None, seated_at=None).first()


def open_pause(seat_id: int) -> Pause | None:
    return Pause.objects.filter(seat=seat_id, ended_at=None).first()


def has_signed(programme_id: int, fan_id: int) -> bool:
    """Whether the fan signed the version in force; where there are no terms, there is nothing to sign."""
    terms = terms_in_force(programme_id)
    return terms is None or Signature.objects.filter(terms=terms, fan=fan_id).exists()


def seats_of(fan_id: int | None) -> list[Seat]:
    """Every seat this fan holds."""
    rows = Seat.objects.filter(fan=fan_id or 0, left_at=None).select_related("programme__line")
    return list(rows.order_by("at", "id"))


def active_seats(programme_id: int) -> "QuerySet[Seat]":
    """Seats that are neither left nor resting."""
    resting = Pause.objects.filter(seat=OuterRef("id"), ended_at=None)
    return Seat.objects.filter(programme=programme_id, left_at=None).exclude(Exists(resting))


def testers(programme_id: int, ring: int | None = None) -> set[int]:  # noqa: PT028 -- no test, a word of the trade
    """Fan ids of who tests now, in one ring or in all: seats that are neither left nor resting."""
    rows = active_seats(programme_id)
    return set((rows if ring is None else rows.filter(ring=ring)).values_list("fan_id", flat=True))


def rings(programme_id: int) -> dict[int, int]:
    """Ring → seats in it that are in use."""
    counts: dict[int, int] = {}
    for ring in active_seats(programme_id).values_list("ring", flat=True):
        counts[ring] = counts.get(ring, 0) + 1
    return dict(sorted(counts.items()))


@dataclass(frozen=True)
class Tester:
    """One line of the list of testers; `quality` is the sum of impact of what they found first."""

    seat: Seat
    handle: str
    name: str
    level: int
    pause: Pause | None
    reminded_at: datetime | None
    trials: int


def seats(programme_id: int, *, viewer: Viewer) -> list[Tester]:
    """Everybody with a seat, by ring and arrival; for who runs programmes. Five queries."""
    if not viewer.may("beta.run"):
        return []
    rows = list(Seat.objects.filter(programme=programme_id, left_at=None).select_related("fan", "wave").order_by("ring", "at", "id"))  # fmt: skip
    pauses = {one.seat_id: one for one in Pause.objects.filter(seat__in=rows, ended_at=None)}
    asked = dict(Reminder.objects.filter(seat__in=rows).values_list("seat").annotate(last=Max("at")))
    held = levels.levels_of(row.fan_id for row in rows)
    tried = _trials(rows)
    return [
        Tester(
            row, row.fan.handle, row.fan.shown_name, held[row.fan_id], pauses.get(row.id), asked.get(row.id),
            tried.get(row.id, 0),
        )
        for row in rows
    ]  # fmt: skip


def _trials(rows: Sequence[Seat]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for seat_id in Trial.objects.filter(seat__in=rows, replaced_at=None).values_list("seat_id", flat=True):
        counts[seat_id] = counts.get(seat_id, 0) + 1
    return counts


def seat(seat_id: int) -> Seat | None:
    return Seat.objects.select_related("programme__line", "fan").filter(id=seat_id, left_at=None).first()


@dataclass(frozen=True)
class Applicant:
    """One application as the desk reads it."""

    application: Application
    handle: str
    name: str
    level: int
    answers: dict[str, str]


def applications(programme_id: int, *, viewer: Viewer) -> list[Applicant]:
    """Who waits for a seat, in the order they asked; for who runs programmes. Two queries."""
    if not viewer.may("beta.run"):
        return []
    rows = list(waiting(programme_id).select_related("fan"))
    held = levels.levels_of(row.fan_id for row in rows)
    return [Applicant(row, row.fan.handle, row.fan.shown_name, held[row.fan_id], row.answers) for row in rows]


def waiting(programme_id: int) -> "QuerySet[Application]":
    rows = Application.objects.filter(programme=programme_id, withdrawn_at=None, seated_at=None)
    return rows.filter(fan__is_active=True).order_by("at", "id")


def pool(programme: Programme, *, before: datetime) -> tuple[list[Application], list[Candidate]]:
    """Applications that came before a moment, and the same ones as the draw sees them. Two queries."""
    rows = list(waiting(programme.id).filter(at__lte=before).select_related("fan"))
    held = levels.levels_of(row.fan_id for row in rows)
    return rows, [candidate(row, held[row.fan_id]) for row in rows]


def candidate(row: Application, level: int) -> Candidate:
    return Candidate(row.code, level, frozenset(row.languages), frozenset(row.devices))


@dataclass(frozen=True)
class WaveRow:
    """A wave with its draw, if that was made."""

    wave: Wave
    draw: Draw | None
    quotas: tuple[Quota, ...]


def waves(programme_id: int) -> list[WaveRow]:
    """Waves of a programme, the newest first. Two queries."""
    rows = list(Wave.objects.filter(programme=programme_id).select_related("by").order_by("-number"))
    draws = {one.wave_id: one for one in Draw.objects.filter(wave__in=rows).select_related("by")}
    return [WaveRow(row, draws.get(row.id), quotas_of(row)) for row in rows]


def wave(wave_id: int) -> WaveRow | None:
    row = Wave.objects.select_related("programme__line", "by").filter(id=wave_id).first()
    if row is None:
        return None
    return WaveRow(row, Draw.objects.filter(wave=row).select_related("by").first(), quotas_of(row))


def quotas_of(row: Wave) -> tuple[Quota, ...]:
    return tuple(Quota(one["kind"], one["value"], one["seats"]) for one in row.quotas)


def pool_of(row: Draw) -> list[Candidate]:
    """The published pool of a draw."""
    return [
        Candidate(one["code"], one["level"], frozenset(one["languages"]), frozenset(one["devices"]))
        for one in row.pool
    ]


def as_published(one: Candidate) -> dict[str, Any]:
    """A candidate as a published pool holds it."""
    return {
        "code": one.code, "level": one.level, "languages": sorted(one.languages), "devices": sorted(one.devices),
    }  # fmt: skip


def my_code(row: WaveRow, fan_id: int | None) -> str:
    """The code this fan took part in a draw with; empty for who did not."""
    if fan_id is None or row.draw is None:
        return ""
    codes = [one["code"] for one in row.draw.pool]
    mine = Application.objects.filter(programme=row.wave.programme_id, fan=fan_id, code__in=codes)
    return mine.values_list("code", flat=True).first() or ""


def standings(programme: Programme) -> list[tuple[Seat, Standing]]:
    """Every seat in use, with since when something waits for it and its last reminder. Four queries.

    Something waits when the newest build offered to the seat's ring has no trial of it.
    """
    rows = list(active_seats(programme.id).select_related("fan"))
    offers = list(
        RingOffer.objects.filter(programme=programme, withdrawn_at=None).order_by("-at").values_list("ring", "build_id", "at")
    )  # fmt: skip
    tried = set(Trial.objects.filter(seat__in=rows).values_list("seat_id", "build_id"))
    asked = dict(Reminder.objects.filter(seat__in=rows).values_list("seat").annotate(last=Max("at")))
    return [
        (row, Standing(_waits_since(row, offers, tried), row.active_at, asked.get(row.id))) for row in rows
    ]


def _waits_since(
    row: Seat, offers: Iterable[tuple[int, int, datetime]], tried: set[tuple[int, int]]
) -> datetime | None:
    for ring, build_id, at in offers:
        if ring >= row.ring:
            return None if (row.id, build_id) in tried else at
    return None


def tongue(tag: str) -> str:
    """A language's own name, or its tag where nobody knows it."""
    try:
        return str(get_language_info(tag)["name_local"])
    except KeyError:
        return tag
