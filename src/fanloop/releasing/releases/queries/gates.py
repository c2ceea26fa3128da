"""Go or no-go: the build a train carries, what its trials say, and who decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from fanloop.foundation.refs import ref
from fanloop.releasing.beta import queries as beta
from fanloop.releasing.beta.queries import Blocker
from fanloop.releasing.beta.rules.coverage import Coverage
from fanloop.releasing.releases.models import Decision, Departure, Hold, Load, Train, Withdrawal
from fanloop.releasing.releases.rules import gates
from fanloop.releasing.releases.rules.gates import Light, Results, Says
from fanloop.things.builds.queries import Build

__all__ = [
    "Decision",
    "Gate",
    "Load",
    "brought_by_others",
    "decision_of",
    "decisions_of",
    "gate",
    "last_build",
    "load_of",
    "loads_of",
]


@dataclass(frozen=True)
class Gate:
    """What a person reads before a build goes. `last` is the build of the line's train before, None for its first."""

    load: Load
    last: Build | None
    coverage: Coverage
    blockers: Sequence[Blocker]
    now: Results
    before: Results
    lights: Sequence[Light]
    decisions: Sequence[Decision]

    @property
    def says(self) -> Says:
        return gates.whole(self.lights)


def load_of(train_id: int) -> Load | None:
    """The build a train carries now."""
    rows = Load.objects.filter(train=train_id, off_at=None).select_related("build__line", "by")
    return rows.first()


def loads_of(train_id: int) -> list[Load]:
    """Every build a train ever carried, the newest first."""
    return list(Load.objects.filter(train=train_id).select_related("build", "by").order_by("-id"))


def brought_by_others(load: Load) -> list[Hold | None]:
    """Other trains that left with the same build and were not called back: how each is stopped, None for one that runs."""
    gone = Departure.objects.filter(train=OuterRef("train"))
    off = Withdrawal.objects.filter(train=OuterRef("train"))
    rows = Load.objects.filter(Exists(gone), ~Exists(off), build=load.build_id, off_at=None)
    trains = list(rows.exclude(train=load.train_id).order_by("id").values_list("train_id", flat=True))
    held = {row.train_id: row for row in Hold.objects.filter(train__in=trains, resumed_at=None)}
    return [held.get(train) for train in trains]


def decision_of(train_id: int) -> Decision | None:
    """The newest decision about what a train carries; a build that was put aboard later needs a new one."""
    rows = Decision.objects.filter(load__train=train_id, load__off_at=None).select_related("by")
    return rows.order_by("-id").first()


def decisions_of(train_id: int) -> list[Decision]:
    """Every decision about a train, with the build it was about, the newest first."""
    rows = Decision.objects.filter(load__train=train_id).select_related("by", "load__build")
    return list(rows.order_by("-id"))


def last_build(train: Train) -> Build | None:
    """What the line's train before this one carried when it left."""
    left = Departure.objects.filter(train__line=train.line_id, train__leaves_at__lt=train.leaves_at)
    rows = Load.objects.filter(off_at=None, train__in=left.values("train")).select_related("build")
    found = rows.order_by("-train__leaves_at", "-id").first()
    return found.build if found else None


def gate(train: Train) -> Gate | None:
    """The lights of a train's build; None while it carries none."""
    load = load_of(train.id)
    if load is None:
        return None
    build, last = ref(load.build), last_build(train)
    covered, blocked = beta.coverage(build), beta.blockers(build)
    outcomes = beta.outcomes(build)
    now, before = _results(outcomes), _results(beta.outcomes(ref(last)) if last else [])
    lit = gates.lights(
        now=now, last=before, outcomes=outcomes, covered=covered.covered, cells=covered.cells, blockers=len(blocked),
    )  # fmt: skip
    return Gate(load, last, covered, blocked, now, before, lit, decisions_of(train.id))


def _results(outcomes: Sequence[bool]) -> Results:
    failed = sum(outcomes)
    return Results(failed, len(outcomes) - failed)
