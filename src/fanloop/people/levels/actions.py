"""Every write of levels: reckon them, set one by hand, set what they need, note a visit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels import queries
from fanloop.people.levels.facts import LevelChanged, ThresholdsSet
from fanloop.people.levels.models import ByHand, Level, LevelChange, ThresholdSetting
from fanloop.people.levels.rules import deeds
from fanloop.people.levels.rules.levels import (
    BY_HAND,
    GRACE,
    Facts,
    Held,
    Requirement,
    Thresholds,
    keeping,
    reckon,
    requirements,
)
from fanloop.people.levels.rules.refusals import Refused

__all__ = ["Refused", "forget", "lift", "reckon_levels", "set_level", "set_thresholds", "visit"]


@dataclass(frozen=True)
class _Step:
    """One fan's reckoning that changed something."""

    fan_id: int
    before: Held
    after: Held
    why: dict[str, list[int]]


@transaction.atomic
def reckon_levels(*, at: datetime, fan_ids: Collection[int] | None = None) -> int:
    """Reckon these fans, or everybody; return how many hold another level than before.

    One reckoning at a time: two at once would tell a fan the same news twice. The number of statements does not
    grow with the number of people.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('levels.reckon'))")
    set_to, hands, held = queries.thresholds(), queries.set_by_hand(fan_ids), queries.held(fan_ids)
    steps = [
        step
        for fan_id, facts in queries.figures(fan_ids, at=at).items()
        if fan_id not in hands and (step := _step(fan_id, held.get(fan_id, Held()), facts, set_to, at))
    ]
    _keep(steps, at)
    moved = [step for step in steps if step.before.level != step.after.level]
    _tell(moved, at)
    _warn([step for step in steps if step.after.slipping_since and not step.before.slipping_since], at)
    return len(moved)


def _step(fan_id: int, before: Held, facts: Facts, set_to: Thresholds, at: datetime) -> _Step | None:
    after = reckon(before, facts, set_to, at=at)
    if after == before:
        return None
    reasons = (
        requirements(after.level, facts, set_to)
        if after.level > before.level
        else [one for one in keeping(facts, set_to) if not one.is_met]
    )
    return _Step(fan_id, before, after, _said(reasons))


def _said(reasons: Iterable[Requirement]) -> dict[str, list[int]]:
    return {one.key: [one.has, one.needs] for one in reasons}


def _keep(steps: Collection[_Step], at: datetime) -> None:
    """`since` moves with the level alone: who begins to slip keeps the day they rose."""
    for together, columns in ((True, ["level", "since", "slipping_since"]), (False, ["slipping_since"])):
        rows = [
            Level(fan_id=step.fan_id, level=step.after.level, since=at, slipping_since=step.after.slipping_since)
            for step in steps
            if (step.before.level != step.after.level) == together
        ]  # fmt: skip
        Level.objects.bulk_create(rows, update_conflicts=True, unique_fields=["fan"], update_fields=columns)


def _tell(moved: Collection[_Step], at: datetime, *, by: Fan | None = None) -> None:
    """The log, one fact for all who moved alike, and a line in each inbox."""
    LevelChange.objects.bulk_create(
        LevelChange(
            fan_id=step.fan_id, before=step.before.level, after=step.after.level, why=step.why, by=by, at=at
        )
        for step in moved
    )
    alike: dict[tuple[int, int], list[int]] = {}
    for step in moved:
        alike.setdefault((step.before.level, step.after.level), []).append(step.fan_id)
    for (before, after), people in sorted(alike.items()):
        moving = tuple(f"fans.fan:{fan_id}" for fan_id in sorted(people))
        bus.publish(LevelChanged(fans=moving, before=before, after=after), at=at)
        kind = "level_up" if after > before else "level_down"
        fans.notify(
            people, kind=kind, data={"level": after}, about=f"levels.step:{after}" if after else "", at=at
        )


def _warn(slipping: Collection[_Step], at: datetime) -> None:
    data = {"level": 3, "day": (at + GRACE).date().isoformat()}
    fans.notify(
        [step.fan_id for step in slipping], kind="level_slipping", data=data, about="levels.step:3", at=at
    )


@transaction.atomic
def set_level(*, fan: Fan, level: int, because: str, by: Fan, at: datetime) -> ByHand:
    """Hold a fan at a level, 4 among them, until it is lifted. Raises Refused without a reason, or for oneself."""
    if not 0 <= level <= BY_HAND:
        raise Refused(gettext("Levels are 0 to 4."))
    if not because.strip():
        raise Refused(gettext("Say why: the fan will read it."))
    if by.id == fan.id:
        raise Refused(gettext("Nobody sets their own level. Ask a colleague."))
    Fan.objects.select_for_update().get(id=fan.id)
    ByHand.objects.filter(fan=fan, lifted_at=None).update(lifted_at=at, lifted_by=by)
    row = ByHand.objects.create(fan=fan, level=level, because=because.strip()[:300], by=by, at=at)
    before = queries.level_of(fan.id)
    if before != level:
        step = _Step(fan.id, Held(before), Held(level), {})
        _keep([step], at)
        _tell([step], at, by=by)
    return row


@transaction.atomic
def lift(*, fan: Fan, by: Fan, at: datetime) -> None:
    """Take the hand away: the ledger counts again, from nothing. Raises Refused where no hand holds the fan."""
    Fan.objects.select_for_update().get(id=fan.id)
    if not ByHand.objects.filter(fan=fan, lifted_at=None).update(lifted_at=at, lifted_by=by):
        raise Refused(gettext("This level is reckoned already."))
    before = queries.level_of(fan.id)
    facts = queries.figures([fan.id], at=at).get(fan.id, Facts())
    after = reckon(Held(), facts, queries.thresholds(), at=at)
    if after.level != before:
        step = _Step(fan.id, Held(before), after, {})
        _keep([step], at)
        _tell([step], at, by=by)


@transaction.atomic
def set_thresholds(*, figures: Mapping[str, int], because: str, by: Fan, at: datetime) -> ThresholdSetting:
    """What levels need from the next reckoning on. Raises Refused for an unknown or impossible figure, or no reason."""
    known = asdict(Thresholds())
    if not because.strip():
        raise Refused(gettext("Say why: it stays beside the figures."))
    for name, value in figures.items():
        most = 100 if name.endswith("_percent") else 1_000_000
        if name not in known or not 0 <= value <= most:
            raise Refused(gettext("%(value)s cannot be set for %(name)s.") % {"value": value, "name": name})
    differing = {name: value for name, value in figures.items() if value != known[name]}
    row = ThresholdSetting.objects.create(figures=differing, because=because.strip()[:300], by=by, at=at)
    bus.publish(ThresholdsSet(setting=ref(row)), at=at)
    return row


@transaction.atomic
def visit(*, fan_id: int, at: datetime) -> None:
    """A fan is here today. Who is still new is reckoned at once, so that nobody waits for the night to feel at home."""
    fans.record_deeds([fans.NewDeed(fan_id, at.date(), deeds.VISIT)], at=at)
    if queries.level_of(fan_id) < 2:
        reckon_levels(at=at, fan_ids=[fan_id])


@transaction.atomic
def forget(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """An erased fan holds no level and leaves no log."""
    for personal in (Level.objects, LevelChange.objects, ByHand.objects):
        personal.filter(fan=fan_id).delete()
