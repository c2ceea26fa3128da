"""Fans judge answers; nobody else does."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.answers.actions.working import title_of
from fanloop.listening.answers.facts import AnswerJudged
from fanloop.listening.answers.models import Case, Verdict
from fanloop.listening.answers.queries.cases import answered_event, refs_of
from fanloop.listening.answers.queries.verdicts import may_judge
from fanloop.listening.answers.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan


@transaction.atomic
def judge(*, case: Case, fan: Fan, helped: bool, at: datetime, words: str = "") -> Verdict:
    """Did this help? A second word replaces the first. Raises Refused for people who were not involved."""
    if not may_judge(case, fan.id):
        raise Refused(_("Only those who asked, or talked along, can say whether an answer helped."))
    row, _is_new = Verdict.objects.update_or_create(
        case=case,
        fan=fan,
        defaults={"helped": helped, "words": words.replace("\0", "").strip()[:2_000], "at": at},
    )
    _tell(row)
    bus.publish(AnswerJudged(case=ref(case), about=case.about, helped=helped), at=at)
    for about in refs_of([case.id]).get(case.id, ()):
        live.announce(about, "verdict")
    return row


def _tell(row: Verdict) -> None:
    """The member reads thanks, or that it did not help, in the fan's words; the same word is told once."""
    event = answered_event(row.case_id)
    if event and event.member:
        kind = "answer_helped" if row.helped else "answer_missed"
        data = {"by": row.fan.shown_name, "title": title_of(row.case), "words": row.words[:300]}
        key = f"judged:{row.id}:{int(row.helped)}"
        fans.notify(
            [event.member.fan_id], kind=kind, data=data, about=row.case.about, at=row.at, key_prefix=key
        )


@transaction.atomic
def forget_verdicts(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank the words of an erased fan; that an answer helped somebody stays."""
    return Verdict.objects.filter(fan=fan_id).update(words="")
