"""What members do at the wall. Every act locks its case, so of two people at once one is first and the other is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import parse, ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.answers.actions.opening import close, locked, note, set_state
from fanloop.listening.answers.facts import CaseExcused, FanAskedBack
from fanloop.listening.answers.models import EXCUSED, OPEN, PAUSED, Case, CaseEvent, Draft
from fanloop.listening.answers.queries.calendars import calendar
from fanloop.listening.answers.queries.cases import TOPIC, VOICE, entries, lease_of, refs_of
from fanloop.listening.answers.queries.words import moment_words
from fanloop.listening.answers.rules import hours as clock
from fanloop.listening.answers.rules import lanes, log
from fanloop.listening.answers.rules.refusals import Refused
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member

HANDED = timedelta(minutes=10)


@transaction.atomic
def claim(*, case_id: int, by: Member, at: datetime) -> Case:
    """I answer this, for two minutes; claiming again renews the lease. Raises Refused while somebody else holds it."""
    case = _waiting(case_id)
    _keep_others_out(case, by, at)
    if case.claimed_by_id != by.id or lanes.holder(lease_of(case), at) is None:
        set_state(case, claimed_by=by, claimed_at=at, claimed_until=at + lanes.LEASE)
        note(case, log.CLAIMED, at=at, member=by)
    elif case.claimed_until and case.claimed_until < at + lanes.LEASE:
        set_state(case, claimed_until=at + lanes.LEASE)
    return case


def _keep_others_out(case: Case, by: Member, at: datetime) -> None:
    held = lanes.holder(lease_of(case), at)
    if held and not lanes.may_claim(held, by.id, at):
        since = moment_words(held.since, now=at, zone=case.policy.hours.zone)
        name = case.claimed_by.name if case.claimed_by else ""
        raise Refused(_("%(name)s is answering this since %(since)s.") % {"name": name, "since": since})


def _waiting(case_id: int) -> Case:
    case = locked(case_id)
    if case.state not in {OPEN, PAUSED}:
        raise Refused(_("Somebody was quicker: this waits no more."))
    return case


@transaction.atomic
def release(*, case_id: int, by: Member, at: datetime) -> Case:
    """Give it back to the wall. Whoever does not hold it changes nothing."""
    case = locked(case_id)
    if case.claimed_by_id == by.id:
        set_state(case, claimed_by=None, claimed_at=None, claimed_until=None)
        note(case, log.RELEASED, at=at, member=by)
    return case


@transaction.atomic
def hand_over(*, case_id: int, by: Member, to: Member, at: datetime) -> Case:
    """Give it to somebody by name, who is told and has ten minutes to open it. Raises Refused while a third holds it."""
    case = _waiting(case_id)
    _keep_others_out(case, by, at)
    if to.left_at is not None:
        raise Refused(_("%(name)s has left the team.") % {"name": to.name})
    set_state(case, claimed_by=to, claimed_at=at, claimed_until=at + HANDED)
    event = note(case, log.HANDED, at=at, member=by, ref=ref(to))
    data = {"by": by.name, "title": title_of(case)}
    fans.notify(
        [to.fan_id], kind="case_handed", data=data, about=ref(case), at=at, key_prefix=f"handed:{event.id}"
    )
    return case


@transaction.atomic
def ask_back(*, case_id: int, by: Member, question: str, at: datetime) -> Case:
    """Ask the fan something; the clock stands until the fan's word. In a talk the question is a reply there.

    Raises Refused without a question, without anybody to ask, and while somebody else holds it.
    """
    case = _waiting(case_id)
    _keep_others_out(case, by, at)
    question = _said(question)
    if case.state == PAUSED:
        raise Refused(_("We wait for the fan already."))
    if case.fan_id is None:
        raise Refused(_("Nobody is known to ask. Answer as well as you can."))
    topic_id = _id_of(case, TOPIC)
    topic = talk.topic(topic_id, SYSTEM) if topic_id else None
    posted = ref(community.reply(topic=topic, author=by.fan, body=question, at=at)) if topic else ""
    set_state(case, state=PAUSED, due_at=None, claimed_by=None, claimed_at=None, claimed_until=None)
    event = note(case, log.PAUSED, at=at, member=by, words=question, ref=posted)
    data = {"by": by.name, "title": title_of(case), "words": question[:300]}
    fans.notify(
        [case.fan_id],
        kind="case_question",
        data=data,
        about=case.about,
        at=at,
        key_prefix=f"asked:{event.id}",
    )
    bus.publish(FanAskedBack(case=ref(case), about=case.about), at=at)
    return case


@transaction.atomic
def resume(
    *, case_id: int, at: datetime, by: Member | None = None, fan: Fan | None = None, words: str = "", reply: str = ""
) -> Case:  # fmt: skip
    """The clock runs again, by the fan's word or because a member will not wait longer. A running clock is left alone."""
    case = locked(case_id)
    if case.state == PAUSED:
        note(case, log.RESUMED, at=at, member=by, fan=fan, words=words.replace("\0", "").strip(), ref=reply)
        _run_again(case)
    return case


def _run_again(case: Case) -> None:
    told = log.course(entries(case.id))
    days = calendar(case.policy.hours)
    set_state(case, state=OPEN, due_at=clock.due(told.opened_at, case.policy.seconds, days, told.pauses))


@transaction.atomic
def answer(*, case_id: int, by: Member, words: str, at: datetime) -> Case:
    """The first answer, where it belongs: to the voice if there is one, else under the topic. Raises Refused for silence,
    while somebody else holds the case, and when somebody was quicker.
    """
    case = _waiting(case_id)
    _keep_others_out(case, by, at)
    said = _post(case, by, _said(words), at)
    Draft.objects.filter(case=case, member=by).delete()
    return close(case, by=by, at=at, answer=said)


def _post(case: Case, by: Member, words: str, at: datetime) -> str:
    voice_id, topic_id = _id_of(case, VOICE), _id_of(case, TOPIC)
    if voice_id:
        voice = heard.voices_by_ids([voice_id])[voice_id]
        return ref(voices.answer_voice(voice=voice, by=by, words=words, at=at))
    topic = talk.topic(topic_id, SYSTEM) if topic_id else None
    if topic is None:
        raise Refused(_("What this is about is gone."))
    return ref(community.reply(topic=topic, author=by.fan, body=words, at=at))


def _said(words: str) -> str:
    words = words.replace("\0", "").strip()
    if not words:
        raise Refused(_("Say something first: the words cannot be empty."))
    return words


def _id_of(case: Case, kind: str) -> int | None:
    refs = refs_of([case.id]).get(case.id, ())
    return next((parse(one).id for one in refs if parse(one).kind == kind), None)


def title_of(case: Case) -> str:
    """What a notice calls a case."""
    voice_id, topic_id = _id_of(case, VOICE), _id_of(case, TOPIC)
    if voice_id:
        return heard.voices_by_ids([voice_id])[voice_id].title
    topic = talk.topic(topic_id, SYSTEM) if topic_id else None
    return topic.title if topic else ""


@transaction.atomic
def excuse(*, case_id: int, by: Member | None, why: str, at: datetime) -> Case:
    """It needs no answer; the reason is kept. Raises Refused without one."""
    case = _waiting(case_id)
    if by:
        _keep_others_out(case, by, at)
    set_state(case, state=EXCUSED, due_at=None, claimed_by=None, claimed_at=None, claimed_until=None)
    note(case, log.EXCUSED, at=at, member=by, words=_said(why))
    bus.publish(CaseExcused(case=ref(case), about=case.about), at=at)
    return case


@transaction.atomic
def reopen(*, case_id: int, by: Member | None, at: datetime) -> Case:
    """It does need an answer: the clock goes on where it stood. Only for a case that was excused."""
    case = locked(case_id)
    if case.state == EXCUSED:
        note(case, log.REOPENED, at=at, member=by)
        _run_again(case)
    return case


@transaction.atomic
def keep_draft(*, case_id: int, by: Member, words: str, at: datetime) -> None:
    """Keep what a member has begun to write; empty words drop it."""
    words = words.replace("\0", "")
    if words.strip():
        Draft.objects.update_or_create(case_id=case_id, member=by, defaults={"words": words, "at": at})
    else:
        Draft.objects.filter(case=case_id, member=by).delete()


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan said back; the log keeps its times."""
    return CaseEvent.objects.filter(fan=fan_id).update(words="")
