"""What the answer desk does about facts from below: cases begin, run on and end by what people say.

Imports announce sets, not single voices and topics, so they open no cases. What a machine says has no member behind
it and never counts as an answer.
"""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.queries import Case
from fanloop.listening.community import queries as community
from fanloop.listening.community.facts import ReplyPosted, TopicStarted
from fanloop.listening.moderation.facts import ContentHidden, ContentShown
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.facts import VoiceAnswered, VoiceClaimed, VoiceRaised
from fanloop.people.fans import queries as fans
from fanloop.people.fans.facts import FanErased
from fanloop.people.team import queries as team

_HIDDEN = "hidden"


@bus.reaction(TopicStarted)
def wait_for_an_answer(fact: TopicStarted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    """What a fan starts to talk about waits; what a member starts does not."""
    _case_of_topic(parse(fact.topic).id)


def _case_of_topic(topic_id: int) -> Case | None:
    row = community.topic(topic_id, SYSTEM)
    if row is None or row.source_key or team.member_of(row.author_id):
        return None
    fan = fans.fan(row.author_id) if row.author_id else None
    return actions.open_case(about=f"community.topic:{row.id}", fan=fan, at=row.at, space_id=row.space_id)


@bus.reaction(VoiceRaised)
def hear(fact: VoiceRaised, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    """A voice waits with the topic it came from, if that still waits; a member's own waits for nobody.

    What stands in a Tuesday report is answered by the week, not within minutes.
    """
    _case_of_voice(parse(fact.voice).id, at)


def _case_of_voice(voice_id: int, at: datetime) -> Case | None:
    row = voices.voices_by_ids([voice_id]).get(voice_id)
    if row is None or row.source_key or row.source == "report" or team.member_of(row.fan_id):
        return None
    about = f"voices.voice:{row.id}"
    shared = actions.share_case(ref=about, topic=row.topic, at=at) if row.topic else None
    fan = fans.fan(row.fan_id) if row.fan_id else None
    return shared or actions.open_case(about=about, fan=fan, at=row.at)


@bus.reaction(VoiceClaimed)
def know_who_waits(fact: VoiceClaimed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    """Two workers may deliver this before the voice itself; the case then begins with its person."""
    fan = fans.fan(parse(fact.fan).id)
    if fan:
        actions.name_the_fan(ref=fact.voice, fan=fan, at=at)


@bus.reaction(VoiceAnswered)
def stop_the_ring(fact: VoiceAnswered, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    """Two workers may deliver the answer before the voice, so the case is opened here if need be."""
    row = voices.voice(parse(fact.voice).id, SYSTEM)
    if row and row.answer and (queries.case_of(fact.voice) or _case_of_voice(row.voice.id, at)):
        member = row.answer.member
        actions.mark_answered(ref=fact.voice, by=member, at=at, answer=f"voices.answer:{row.answer.id}")


@bus.reaction(ReplyPosted)
def hear_the_reply(fact: ReplyPosted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    """A member's reply is the answer; the asking fan's own word lets a standing clock run again."""
    reply = community.reply(parse(fact.reply).id)
    case = queries.case_of(fact.topic) or _case_of_topic(parse(fact.topic).id)
    if reply is None or case is None:
        return
    member = team.member_of(reply.author_id)
    if member:
        actions.mark_answered(ref=fact.topic, by=member, at=at, answer=fact.reply)
    elif reply.author_id == case.fan_id and case.fan_id:
        actions.resume(case_id=case.id, fan=fans.fan(case.fan_id), at=at, reply=fact.reply)


@bus.reaction(ContentHidden)
def wait_no_more(fact: ContentHidden, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    """What a moderator takes out of sight waits for no answer."""
    case = queries.case_of(fact.about)
    if case and case.about == fact.about and case.state in {"open", "paused"}:
        actions.excuse(case_id=case.id, by=None, why=_HIDDEN, at=at)


@bus.reaction(ContentShown)
def wait_again(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    case = queries.case_of(fact.about)
    if case and case.about == fact.about and _was_hidden(case):
        actions.reopen(case_id=case.id, by=None, at=at)


def _was_hidden(case: Case) -> bool:
    last = [event for event in queries.events_of(case.id) if event.kind == "excused"][-1:]
    return bool(last) and last[0].words == _HIDDEN and last[0].member_id is None


@bus.reaction(FanErased)
def forget_their_words(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    fan_id = parse(fact.fan).id
    actions.forget_words(fan_id=fan_id, at=at)
    actions.forget_verdicts(fan_id=fan_id, at=at)
