"""Reads of desk hours, promises, prepared answers and whom to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from fanloop.foundation.viewer import Viewer
from fanloop.listening.answers.models import CannedAnswer, EscalationRule, Hours, Policy
from fanloop.listening.answers.rules import canned as prepared
from fanloop.listening.answers.rules import hours as clock
from fanloop.listening.answers.rules.hours import Calendar
from fanloop.listening.answers.rules.spans import calendar_of
from fanloop.people.team import queries as team

MAY_SET = "answers.settings"


def calendar(hours: Hours) -> Calendar:
    """The calendar of a version; equal rows share one, with all it has reckoned already."""
    days = tuple(sorted((day, str(told.get("spans", ""))) for day, told in hours.days.items()))
    return _calendar(hours.zone, tuple(hours.week), days)


@lru_cache(maxsize=256)
def _calendar(zone: str, week: tuple[str, ...], days: tuple[tuple[str, str], ...]) -> Calendar:
    return calendar_of(zone=zone, week=week, days={day: {"spans": spans} for day, spans in days})


def hours(name: str) -> Hours | None:
    """The newest version of these hours."""
    return Hours.objects.filter(name=name).order_by("-version").first()


def all_hours() -> list[Hours]:
    """The newest version of all hours, by name."""
    return list(Hours.objects.order_by("name", "-version").distinct("name"))


def hours_were_said() -> bool:
    """Whether somebody has said when the desk is open; what the house assumed by itself does not count."""
    return Hours.objects.filter(by__isnull=False).exists()


def policies() -> list[Policy]:
    """The promises in force, the general one first."""
    return list(Policy.objects.filter(ended_at=None).select_related("hours").order_by("scope"))


def policy_for(space_id: int | None, market: str = "") -> Policy | None:
    """The promise for somebody's words: the space's own, else the market's, else the general one. One query."""
    scopes = [f"space:{space_id}", f"market:{market}", ""]
    found = {
        row.scope: row
        for row in Policy.objects.filter(scope__in=scopes, ended_at=None).select_related("hours")
    }
    return next((found[scope] for scope in scopes if scope in found), None)


@dataclass(frozen=True)
class Desk:
    """How the desk stands at a moment: open until then, or opening then; both None where nobody ever sits.

    `answer_by` is when somebody who speaks now is answered at the latest.
    """

    policy: Policy
    calendar: Calendar
    open_until: datetime | None
    opens_at: datetime | None
    answer_by: datetime | None

    @property
    def minutes(self) -> int:
        return self.policy.seconds // 60


def desk(now: datetime, policy: Policy | None = None) -> Desk | None:
    """The desk of a promise, of the general one unless told; None in a house that has made none yet."""
    row = policy or policy_for(None)
    if row is None:
        return None
    days = calendar(row.hours)
    until = clock.open_until(now, days)
    try:
        opens = None if until else clock.next_opening(now, days)
        by = clock.due(now, row.seconds, days)
    except clock.NeverOpensError:
        return Desk(row, days, until, None, None)
    return Desk(row, days, until, opens, by)


def canned_answers() -> list[CannedAnswer]:
    return list(CannedAnswer.objects.filter(ended_at=None).order_by("title", "id"))


@dataclass(frozen=True)
class Ready:
    """A prepared answer in the fan's language with what is known put in."""

    id: int
    title: str
    text: str


def ready(rows: Sequence[CannedAnswer], *, language: str, values: Mapping[str, str]) -> list[Ready]:
    return [
        Ready(row.id, row.title, prepared.filled(prepared.in_language(row.words, language), values))
        for row in rows
    ]


def escalation_rules() -> list[EscalationRule]:
    """Whom to tell, the earliest first."""
    return list(EscalationRule.objects.filter(ended_at=None).order_by("-minutes", "id"))


def told_by(rule: EscalationRule, colleagues: Sequence[team.Colleague]) -> list[team.Member]:
    """The present members a rule names."""
    if rule.whose == EscalationRule.MEMBER:
        return [one.member for one in colleagues if str(one.member.id) == rule.which]
    if rule.whose == EscalationRule.SQUAD:
        return [one.member for one in colleagues if one.member.squad == rule.which]
    return [one.member for one in colleagues if rule.which in one.duties]


def may_set(viewer: Viewer) -> bool:
    return viewer.may(MAY_SET)


def days_told(row: Hours, *, source: str) -> dict[str, dict[str, Any]]:
    """The days of a version that came from one source: `public`, `own` or `file`."""
    return {day: told for day, told in sorted(row.days.items()) if told.get("from") == source}
