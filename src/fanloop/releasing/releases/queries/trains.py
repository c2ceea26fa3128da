"""Every read of releases. What ships is public; so are the reasons why something does not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from fanloop.foundation import trail
from fanloop.foundation.refs import parse
from fanloop.foundation.text import translated
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases.models import (
    Boarding,
    Change,
    Credit,
    Departure,
    Pulled,
    Train,
    Withdrawal,
)
from fanloop.releasing.releases.queries.behind import Thanks, first_credits
from fanloop.releasing.releases.rules.notes import KINDS
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

__all__ = [
    "ASKED",
    "BACKED",
    "HELPED",
    "MADE",
    "MOVED",
    "Boarding",
    "Change",
    "FridayLine",
    "Held",
    "Platform",
    "Train",
    "TrainRow",
]

MOVED = "→ "
"""How the reason begins when a change left one train for another: it moved, nobody left it behind."""
ASKED, BACKED, HELPED, MADE = "asked", "backed", "helped", "made"


@dataclass(frozen=True)
class TrainRow:
    """A train as lists show it. `left_at` is None until it leaves; `aboard` counts changes."""

    train: Train
    left_at: datetime | None
    aboard: int

    @property
    def has_left(self) -> bool:
        return self.left_at is not None


@dataclass(frozen=True)
class Held:
    """A change with what stands beside it: credits by deed, and the last reason it was left behind. Read briefly, it
    names the first of those who asked or backed, and `more` says how many others there are.
    """

    change: Change
    credits: dict[str, list[int]] = field(default_factory=dict)
    left_behind: Boarding | None = None
    more: int = 0

    @property
    def asked_by(self) -> int:
        """How many fans asked or backed."""
        return len(self.asked) + self.more

    @property
    def asked(self) -> list[int]:
        """Fans who asked or backed, the askers first, each once."""
        return list(dict.fromkeys([*self.credits.get(ASKED, []), *self.credits.get(BACKED, [])]))

    @property
    def helped(self) -> list[int]:
        """Fans who lent a hand or made it."""
        return list(dict.fromkeys([*self.credits.get(HELPED, []), *self.credits.get(MADE, [])]))

    @property
    def made(self) -> list[int]:
        """Who made it beside the change's maker: fans, and engineers by their own accounts; its maker stands there."""
        maker = self.change.maker.fan_id if self.change.maker else None
        return [one for one in self.credits.get(MADE, []) if one != maker]

    @property
    def lent(self) -> list[int]:
        """Fans who lent a hand and did not make it."""
        return [one for one in self.credits.get(HELPED, []) if one not in self.credits.get(MADE, [])]


@dataclass(frozen=True)
class Platform:
    """Changes that are aboard nothing: the newest of them, and how many there are."""

    held: list[Held]
    count: int


@dataclass(frozen=True)
class FridayLine:
    """What the home page draws: who left last, who leaves next with what, and who waits."""

    last: TrainRow | None
    coming: TrainRow | None
    aboard: list[Held]
    platform: Platform


def trains_of(
    line_id: int | None = None, *, is_gone: bool | None = None, offset: int = 0, limit: int = 30
) -> list[TrainRow]:
    """Trains, the latest departure first, of one line or all."""
    rows = _trains()
    if line_id is not None:
        rows = rows.filter(line_id=line_id)
    if is_gone is not None:
        rows = rows.filter(_gone() if is_gone else _waits())
    page = list(rows.order_by("-leaves_at", "-id")[offset : offset + limit])
    return counted(page)


def count_trains(line_id: int | None = None, *, is_gone: bool | None = True) -> int:
    """How many trains have left, are to come, or with None: there are, those taken off among them."""
    rows = _trains() if is_gone is None else _trains().filter(_gone() if is_gone else _waits())
    return rows.filter(line_id=line_id).count() if line_id is not None else rows.count()


def trains_per_line() -> dict[int, int]:
    """Line id → how many of its trains have left."""
    rows = Departure.objects.values_list("train__line").annotate(count=Count("id"))
    return dict(rows.order_by("train__line"))


def coming_trains(line_id: int, *, limit: int = 3) -> list[TrainRow]:
    """Trains that have not left, the next one first."""
    rows = _trains().filter(_waits(), line_id=line_id).order_by("leaves_at", "id")
    return counted(list(rows[:limit]))


def next_train(line_id: int | None = None) -> Train | None:
    """The train that leaves next, of one line or of all. One whose hour has passed waits for somebody to close its doors."""
    rows = _trains().filter(_waits()).order_by("leaves_at", "id")
    return (rows.filter(line_id=line_id) if line_id is not None else rows).first()


def last_train(line_id: int | None = None) -> TrainRow | None:
    """The train that left last, of one line or of all."""
    rows = trains_of(line_id, is_gone=True, limit=1)
    return rows[0] if rows else None


def train(number: str, *, line_id: int) -> TrainRow | None:
    rows = counted(list(_trains().filter(number=number, line_id=line_id)))
    return rows[0] if rows else None


def train_by_id(train_id: int) -> Train | None:
    return Train.objects.select_related("line").filter(id=train_id).first()


def change_by_id(change_id: int) -> Change | None:
    return Change.objects.select_related("line", "maker").filter(id=change_id).first()


def changes_of(
    train_id: int, *, offset: int = 0, limit: int | None = None, brief: bool = False
) -> list[Held]:
    """What is or was aboard, in the order of boarding."""
    rows = Boarding.objects.filter(train_id=train_id, left_at=None).select_related("change__maker")
    page = rows.order_by("id")[offset : offset + limit if limit else None]
    return held([row.change for row in page], brief=brief)


def notes_of(train_id: int, *, offset: int = 0, limit: int = 100, brief: bool = False) -> list[Held]:
    """What is or was aboard, in the order in which notes tell it: new, improved, fixed."""
    told = Case(*(When(change__kind=kind, then=place) for place, kind in enumerate(KINDS)))
    rows = Boarding.objects.filter(train_id=train_id, left_at=None).select_related("change__maker")
    page = rows.alias(told=told).order_by("told", "id")[offset : offset + limit]
    return held([row.change for row in page], brief=brief)


def left_from(train_id: int) -> list[Boarding]:
    """Places on this train that were given up and not taken again, with the reasons."""
    rows = Boarding.objects.filter(train_id=train_id).select_related("change").order_by("change_id", "-id")
    last: dict[int, Boarding] = {}
    for row in rows:
        last.setdefault(row.change_id, row)
    return [row for row in last.values() if row.left_at is not None]


def boardings_of(change_id: int) -> list[Boarding]:
    """Where a change has been, the latest place first."""
    rows = Boarding.objects.filter(change_id=change_id).select_related("train__line", "by", "left_by")
    return list(rows.order_by("-id"))


def fans_waiting(change_ids: Iterable[int]) -> dict[int, set[int]]:
    """Change id → ids of the fans behind its promises now, whether credited yet or not; a few queries for any number."""
    wanted = list(change_ids)
    needs = needs_behind_all(wanted)
    people = voices.people_behind({need_id for found in needs.values() for need_id in found})
    return {
        change_id: {fan_id for need_id in needs.get(change_id, ()) for fan_id in people[need_id]}
        for change_id in wanted
    }


def changes_by_train(train_ids: Iterable[int], *, each: int = 6) -> dict[int, list[Change]]:
    """Train id → its first `each` changes, for lists; one query whatever the number of trains and changes."""
    place = Window(RowNumber(), partition_by=F("train_id"), order_by=F("id").asc())
    rows = Boarding.objects.filter(train_id__in=list(train_ids), left_at=None).select_related("change__maker")
    found: dict[int, list[Change]] = defaultdict(list)
    for row in rows.annotate(place=place).filter(place__lte=each).order_by("train_id", "id"):
        found[row.train_id].append(row.change)
    return dict(found)


def changes_by_ids(change_ids: Iterable[int]) -> list[Change]:
    """Changes with their makers, in the order of the ids."""
    wanted = list(change_ids)
    rows = Change.objects.select_related("maker").in_bulk(wanted)
    return [rows[change_id] for change_id in wanted if change_id in rows]


def needs_behind(change_ids: Iterable[int]) -> dict[int, list[int]]:
    """Change id → ids of the needs whose promise it keeps, as the trail says."""
    promises = {
        change_id: _causes(f"releases.change:{change_id}", "voices.acceptance") for change_id in change_ids
    }
    needs = voices.need_ids_of_acceptances([found for ids in promises.values() for found in ids])
    return {
        change_id: [needs[found] for found in ids if found in needs] for change_id, ids in promises.items()
    }


def promises_made(line_id: int) -> set[int]:
    """Ids of the promises of a line for which a change stands, as the trail says; two queries."""
    pulled = Pulled.objects.filter(change=OuterRef("pk"))
    ids = Change.objects.filter(~Exists(pulled), line_id=line_id, source_key=None).values_list(
        "id", flat=True
    )
    causes = trail.nearest_causes([f"releases.change:{one}" for one in ids])
    found = [parse(cause) for behind in causes.values() for cause in behind]
    return {one.id for one in found if one.kind == "voices.acceptance"}


def needs_behind_all(change_ids: Iterable[int]) -> dict[int, list[int]]:
    """As `needs_behind`, for lists: two queries whatever the number of changes."""
    found = trail.nearest_causes([f"releases.change:{change_id}" for change_id in change_ids])
    promises = {
        parse(change).id: [one.id for cause in causes if (one := parse(cause)).kind == "voices.acceptance"]
        for change, causes in found.items()
    }
    needs = voices.need_ids_of_acceptances({one for ids in promises.values() for one in ids})
    return {change_id: [needs[one] for one in ids if one in needs] for change_id, ids in promises.items()}


def _causes(ref: str, kind: str) -> list[int]:
    nodes = [parse(node.ref) for node in trail.causes_of(ref, depth=1).nodes]
    return [node.id for node in nodes if node.kind == kind]


def people_of(change: Change) -> tuple[list[int], list[int]]:
    """Fans who voiced what the change answers, the first ones first; and all others behind it."""
    needs = needs_behind([change.id])[change.id]
    rows = [row for need_id in needs for row in voices.voices_of(need_id)]
    asked = list(dict.fromkeys(row.voice.fan_id for row in rows if row.voice.fan_id is not None))
    behind = voices.people_behind(needs)
    everybody = {fan_id for people in behind.values() for fan_id in people}
    return asked, sorted(everybody - set(asked))


def running_lines() -> list[Line]:
    """Lines with a train that has yet to leave."""
    waiting = set(Train.objects.filter(_waits()).values_list("line_id", flat=True))
    return [line for line in products.lines() if line.id in waiting]


def boarding_of(change_id: int) -> Boarding | None:
    """The place a change has now."""
    return Boarding.objects.filter(change_id=change_id, left_at=None).select_related("train").first()


def platform(line_id: int, *, limit: int = 20) -> Platform:
    """Changes of a line that are aboard nothing, those left behind last first."""
    aboard = Boarding.objects.filter(change=OuterRef("pk"), left_at=None)
    pulled = Pulled.objects.filter(change=OuterRef("pk"))
    rows = Change.objects.filter(~Exists(aboard), ~Exists(pulled), line_id=line_id, source_key=None)
    rows = rows.select_related("maker")
    return Platform(held(list(rows.order_by("-id")[:limit]), brief=True), rows.count())


def held(changes: list[Change], *, brief: bool = False) -> list[Held]:
    """Changes with credits and last reasons, a few queries whatever the number of changes. `brief` is for pages: whoever
    is told or thanked must be read in full.
    """
    ids = [change.id for change in changes]
    credits_ = (
        first_credits(tuple(ids)) if brief else {key: Thanks(found) for key, found in credits_of(ids).items()}
    )
    none = Thanks({})
    left = Boarding.objects.filter(change_id__in=ids, left_at__isnull=False).select_related("train")
    left = left.exclude(why_left__startswith=MOVED)
    reasons = {row.change_id: row for row in left.order_by("left_at", "id")}
    return [
        Held(change, thanks.credits, reasons.get(change.id), thanks.more)
        for change in changes
        for thanks in [credits_.get(change.id, none)]
    ]


def credits_of(change_ids: Iterable[int]) -> dict[int, dict[str, list[int]]]:
    """Change id → deed → ids of the fans, in the order they were credited."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Credit.objects.filter(change_id__in=list(change_ids)).order_by("id")
    for change_id, fan_id, for_what in rows.values_list("change_id", "fan_id", "for_what"):
        found[change_id][for_what].append(fan_id)
    return {change_id: dict(deeds) for change_id, deeds in found.items()}


def fans_behind(train_id: int) -> set[int]:
    """Ids of all fans with a credit on what left with this train."""
    aboard = Boarding.objects.filter(train_id=train_id, left_at=None).values("change_id")
    return set(Credit.objects.filter(change_id__in=aboard).values_list("fan_id", flat=True))


def departed_since(moment: datetime, *, line_id: int | None = None) -> int:
    """How many trains have left since `moment`."""
    rows = Departure.objects.filter(at__gte=moment)
    return rows.filter(train__line_id=line_id).count() if line_id is not None else rows.count()


def friday_line(line_id: int) -> FridayLine:
    """The line's last train, the coming one with what is aboard, and who waits on the platform."""
    coming = coming_trains(line_id, limit=1)
    aboard = changes_of(coming[0].train.id, limit=24, brief=True) if coming else []
    row = coming[0] if coming else None
    return FridayLine(last_train(line_id), row, aboard, platform(line_id, limit=3))


def trains_of_changes(change_ids: Iterable[int]) -> dict[int, Train]:
    """Change id → the train it is or was aboard."""
    rows = Boarding.objects.filter(change_id__in=list(change_ids), left_at=None).select_related("train__line")
    return {row.change_id: row.train for row in rows}


def _trains() -> QuerySet[Train]:
    return Train.objects.select_related("line")


def _gone() -> Exists:
    """The condition that a train has left."""
    return Exists(Departure.objects.filter(train=OuterRef("pk")))


def _waits() -> Q:
    """The condition that a train is still to leave: it has not, and nobody has taken it off."""
    return ~Q(_gone()) & ~Q(Exists(Withdrawal.objects.filter(train=OuterRef("pk"))))


def counted(rows: list[Train]) -> list[TrainRow]:
    """Trains with when they left and how much is aboard; two queries."""
    ids = [row.id for row in rows]
    left = dict(Departure.objects.filter(train_id__in=ids).values_list("train_id", "at"))
    counts = dict(
        Boarding.objects.filter(train_id__in=ids, left_at=None)
        .values_list("train_id")
        .annotate(count=Count("id"))
        .order_by("train_id")
    )
    return [TrainRow(row, left.get(row.id), counts.get(row.id, 0)) for row in rows]


def _export(fan_id: int) -> list[dict[str, str]]:
    """Changes that carry the fan's name."""
    rows = Credit.objects.filter(fan_id=fan_id).select_related("change").order_by("id")
    return [
        {"change": translated.read(row.change.title), "for_what": row.for_what, "at": row.at.isoformat()}
        for row in rows
    ]


fans.register_export("releases", _export)
