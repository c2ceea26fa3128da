"""What leads decide: desk hours, promises, prepared answers, and whom to tell. Nothing is changed, only replaced."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fanloop.listening.answers.models import CannedAnswer, EscalationRule, Hours, Policy
from fanloop.listening.answers.rules import canned, free_days
from fanloop.listening.answers.rules.hours import NeverOpensError, next_opening
from fanloop.listening.answers.rules.refusals import Refused
from fanloop.listening.answers.rules.spans import UnreadableError, calendar_of
from fanloop.people.team.queries import Member

YEARS = 5  # of public holidays known to a version
Days = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def publish_hours(
    *, name: str, zone: str, week: Sequence[str], by: Member | None, at: datetime, country: str = "", region: str = "",
    own: Mapping[date, tuple[str, str]] | None = None, filed: Mapping[date, str] | None = None,
) -> Hours:  # fmt: skip
    """A new version of these hours; promises that use the name go on with it, cases keep the one they began with.

    `own` is date → (spans, name), `filed` the days of a calendar file. Raises Refused for hours that cannot be read
    or never open.
    """
    if zone not in available_timezones():
        raise Refused(_("%(zone)s is no time zone. One reads like Europe/Oslo.") % {"zone": zone})
    days = _days(country, region, own or {}, filed or {}, at.astimezone(ZoneInfo(zone)).year)
    _must_open(zone, week, days, at)
    last = Hours.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    row = Hours.objects.create(
        name=name,
        version=last + 1,
        zone=zone,
        week=list(week),
        country=country,
        region=region,
        days=days,
        by=by,
        at=at,
    )
    for policy in Policy.objects.select_for_update(of=("self",)).filter(hours__name=name, ended_at=None):
        set_policy(scope=policy.scope, seconds=policy.seconds, hours=row, by=by, at=at)
    return row


def _days(
    country: str, region: str, own: Mapping[date, tuple[str, str]], filed: Mapping[date, str], year: int
) -> dict[str, dict[str, str]]:
    """Own words win over a file, and a file over the public holidays."""
    try:
        public = free_days.public_holidays(country, region, range(year, year + YEARS)) if country else {}
    except free_days.UnreadableDaysError as problem:
        raise Refused(_("No holidays are known for %(place)s.") % {"place": str(problem)}) from None
    days = {day.isoformat(): {"spans": "", "name": name, "from": "public"} for day, name in public.items()}
    days |= {day.isoformat(): {"spans": "", "name": name, "from": "file"} for day, name in filed.items()}
    return days | {
        day.isoformat(): {"spans": spans, "name": name, "from": "own"} for day, (spans, name) in own.items()
    }


def _must_open(zone: str, week: Sequence[str], days: Days, at: datetime) -> None:
    try:
        next_opening(at, calendar_of(zone=zone, week=week, days=days))
    except UnreadableError as problem:
        raise Refused(
            _("“%(text)s” cannot be read. Hours read like 09:00-12:00, 13:00-17:00.") % {"text": str(problem)}
        ) from None
    except NeverOpensError:
        raise Refused(_("With these hours the desk never opens. Say at least one span.")) from None


@transaction.atomic
def set_policy(*, scope: str, seconds: int, hours: Hours, by: Member | None, at: datetime) -> Policy:
    """What is promised from now on, for everybody or for one space or market."""
    if not 60 <= seconds <= 7 * 86_400:
        raise Refused(_("A promise is between a minute and a week."))
    last = Policy.objects.filter(scope=scope).aggregate(last=Max("version"))["last"] or 0
    Policy.objects.filter(scope=scope, ended_at=None).update(ended_at=at)
    return Policy.objects.create(scope=scope, version=last + 1, seconds=seconds, hours=hours, by=by, at=at)


@transaction.atomic
def end_policy(*, scope: str, by: Member | None, at: datetime) -> None:  # noqa: ARG001 -- the audit names who
    """A space or market goes back to the general promise, which itself never ends."""
    if scope:
        Policy.objects.filter(scope=scope, ended_at=None).update(ended_at=at)


@transaction.atomic
def prepare_answer(
    *, title: str, words: Mapping[str, str], by: Member | None, at: datetime, instead_of: CannedAnswer | None = None
) -> CannedAnswer:  # fmt: skip
    """Keep an answer for everybody at the desk. Raises Refused without a title or words, and for a gap nothing fills."""
    said = {tag: text.strip() for tag, text in words.items() if text.strip()}
    if not title.strip() or not said:
        raise Refused(_("A prepared answer has a title and words."))
    if unknown := [name for text in said.values() for name in canned.unknown_places(text)]:
        raise Refused(_("Nothing fills {%(name)s}. Use {name}, {need} or {train}.") % {"name": unknown[0]})
    if instead_of:
        drop_answer(row=instead_of, at=at)
    return CannedAnswer.objects.create(title=title.strip()[:120], words=said, by=by, at=at)


@transaction.atomic
def drop_answer(*, row: CannedAnswer, at: datetime) -> None:
    CannedAnswer.objects.filter(id=row.id, ended_at=None).update(ended_at=at)


@transaction.atomic
def tell_before(*, minutes: int, whose: str, which: str, by: Member | None, at: datetime) -> EscalationRule:
    """So many desk minutes before a promise breaks, tell these people. Raises Refused for an unknown kind of people."""
    if whose not in EscalationRule.WHOSE or not which:
        raise Refused(_("Choose who is told."))
    if not 0 <= minutes <= 24 * 60:
        raise Refused(_("Between 0 and 1440 minutes before."))
    return EscalationRule.objects.create(minutes=minutes, whose=whose, which=which, by=by, at=at)


@transaction.atomic
def stop_telling(*, rule_id: int, at: datetime) -> None:
    EscalationRule.objects.filter(id=rule_id, ended_at=None).update(ended_at=at)
