"""Cases begin and end by what people say elsewhere: voices, topics, replies."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import live
from fanloop.listening.answers.models import ANSWERED, OPEN, PAUSED, Case, CaseEvent, CaseRef, Hours, Policy
from fanloop.listening.answers.queries.calendars import calendar, policy_for
from fanloop.listening.answers.rules import hours as clock
from fanloop.listening.answers.rules import log
from fanloop.listening.answers.rules.refusals import Refused
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member

LIVE = "answers"
SECONDS = 15 * 60
DEFAULT = "default"


@transaction.atomic
def open_case(*, about: str, fan: Fan | None, at: datetime, space_id: int | None = None) -> Case:
    """Somebody said something: the promise of this moment is its promise. Opening it again changes nothing."""
    known = CaseRef.objects.filter(ref=about).select_related("case").first()
    if known:
        return known.case
    market = fan.market.code if fan and fan.market else ""
    policy = policy_for(space_id, market) or first_policy(at=at)
    due_at = clock.due(at, policy.seconds, calendar(policy.hours))
    case, is_new = Case.objects.get_or_create(
        about=about,
        defaults={"fan": fan, "space_id": space_id, "policy": policy, "opened_at": at, "due_at": due_at},
    )
    if is_new:
        CaseRef.objects.create(case=case, ref=about)
        note(case, log.OPENED, at=at, fan=fan)
    return case


@transaction.atomic
def first_policy(*, at: datetime) -> Policy:
    """A house that has said nothing about its hours promises fifteen minutes around the clock."""
    hours, _ = Hours.objects.get_or_create(
        name=DEFAULT, version=1, defaults={"zone": "UTC", "week": ["00:00-24:00"] * 7, "at": at}
    )
    policy, _ = Policy.objects.get_or_create(
        scope="", version=1, defaults={"seconds": SECONDS, "hours": hours, "at": at}
    )
    return policy


@transaction.atomic
def share_case(*, ref: str, topic: str, at: datetime) -> Case | None:  # noqa: ARG001 -- every action says when
    """A voice raised from a topic waits with it. None when nobody waits there any more: then the voice waits alone."""
    known = CaseRef.objects.filter(ref=topic).first()
    case = locked(known.case_id) if known else None
    if case is None or case.state not in {OPEN, PAUSED}:
        return None
    CaseRef.objects.get_or_create(ref=ref, defaults={"case": case})
    live.announce(LIVE, str(case.id))
    return case


@transaction.atomic
def name_the_fan(*, ref: str, fan: Fan, at: datetime) -> Case | None:  # noqa: ARG001 -- every action says when
    """Who waits is known now; None where nothing waited, or for somebody else."""
    known = CaseRef.objects.filter(ref=ref).first()
    case = locked(known.case_id) if known else None
    if case is None or case.about != ref or case.fan_id is not None:
        return None
    set_state(case, fan=fan)
    return case


@transaction.atomic
def mark_answered(*, ref: str, by: Member, at: datetime, answer: str = "") -> Case | None:
    """A person of the maker answered: the first answer counts and ends the case. None where nothing waited."""
    known = CaseRef.objects.filter(ref=ref).first()
    case = locked(known.case_id) if known else None
    if case is None or case.state == ANSWERED or _is_question(case, answer):
        return None
    return close(case, by=by, at=at, answer=answer)


def _is_question(case: Case, answer: str) -> bool:
    """A question back that was posted as a reply is no answer."""
    return bool(answer) and CaseEvent.objects.filter(case=case, kind=log.PAUSED, ref=answer).exists()


def close(case: Case, *, by: Member, at: datetime, answer: str) -> Case:
    """The case has its answer. The row is locked by whoever calls."""
    note(case, log.ANSWERED, at=at, member=by, ref=answer)
    set_state(case, state=ANSWERED, claimed_by=None, claimed_at=None, claimed_until=None)
    return case


def locked(case_id: int) -> Case:
    """The case, kept from everybody else until the act commits. Raises Refused where there is none."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("policy__hours")
    found = rows.filter(id=case_id).first()
    if found is None:
        raise Refused(_("There is no such case."))
    return found


def note(
    case: Case, kind: str, *, at: datetime, member: Member | None = None, fan: Fan | None = None, words: str = "",
    ref: str = "",
) -> CaseEvent:  # fmt: skip
    """One line of the log, and a word to every open wall."""
    row = CaseEvent.objects.create(case=case, kind=kind, at=at, member=member, fan=fan, words=words, ref=ref)
    live.announce(LIVE, str(case.id))
    for told in CaseRef.objects.filter(case=case).values_list("ref", flat=True):
        live.announce(told, "case")
    return row


def set_state(case: Case, **columns: object) -> None:
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=list(columns))
