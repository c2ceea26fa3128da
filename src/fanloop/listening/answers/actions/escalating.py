"""People are told before a promise breaks, each rule once a case."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.answers.actions.opening import LIVE
from fanloop.listening.answers.actions.working import title_of
from fanloop.listening.answers.facts import CaseEscalated
from fanloop.listening.answers.models import OPEN, Case, CaseEvent, EscalationRule
from fanloop.listening.answers.queries.calendars import calendar, escalation_rules, told_by
from fanloop.listening.answers.rules import hours as clock
from fanloop.listening.answers.rules import log
from fanloop.people.fans import actions as fans
from fanloop.people.team import queries as team

_AHEAD = timedelta(days=14)


def escalate(*, at: datetime) -> int:
    """Tell whom the rules name about cases whose time runs out. Returns how many tellings are new.

    Minutes are desk minutes, and a closed desk wakes nobody. A case is locked while it is told, so of two workers
    at once only one tells.
    """
    rules = escalation_rules()
    if not rules:
        return 0
    people = team.colleagues()
    ids = (
        Case.objects.filter(state=OPEN, due_at__lte=at + _AHEAD)
        .order_by("due_at")
        .values_list("id", flat=True)
    )
    return sum(_tell(case_id, rules, people, at) for case_id in ids)


@transaction.atomic
def _tell(
    case_id: int, rules: Sequence[EscalationRule], people: Sequence[team.Colleague], at: datetime
) -> int:
    case = (
        Case.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("policy__hours")
        .filter(id=case_id, state=OPEN)
        .first()
    )
    days = calendar(case.policy.hours) if case else None
    if case is None or days is None or case.due_at is None or not clock.is_open(at, days):
        return 0
    left = clock.left(at, case.due_at, days)
    known = set(CaseEvent.objects.filter(case=case, kind=log.ESCALATED).values_list("rule_id", flat=True))
    due = [rule for rule in rules if rule.id not in known and left <= rule.minutes * 60]
    for rule in due:
        _escalate(case, rule, [one.fan_id for one in told_by(rule, people)], left, at)
    if due:
        live.announce(LIVE, str(case.id))
        bus.publish(CaseEscalated(case=ref(case), about=case.about, minutes=max(0, -(-left // 60))), at=at)
    return len(due)


def _escalate(case: Case, rule: EscalationRule, fan_ids: Sequence[int], left: int, at: datetime) -> None:
    CaseEvent.objects.create(
        case=case, kind=log.ESCALATED, at=at, rule=rule, words=f"{rule.whose}:{rule.which}"
    )
    data = {"title": title_of(case), "minutes": str(max(0, -(-left // 60)))}
    fans.notify(
        fan_ids,
        kind="case_escalated",
        data=data,
        about=ref(case),
        at=at,
        key_prefix=f"escalated:{case.id}:{rule.id}",
    )
