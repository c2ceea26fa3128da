"""What the fans' face does about facts: greet who joins, and send what the inbox says as letters."""

from collections.abc import Sequence
from datetime import datetime

from fanloop.foundation import bus, jobs, mail
from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.attention import queries as attention
from fanloop.listening.community import queries as community
from fanloop.listening.community.facts import ReplyPosted, TopicStarted
from fanloop.listening.moderation.facts import ContentShown
from fanloop.listening.moderation.queries import held_from_birth, is_hidden
from fanloop.listening.voices.facts import (
    AcceptanceWithdrawn,
    NeedAccepted,
    NeedsClosed,
    NeedsJoined,
    NeedsParted,
    NeedStatusChanged,
)
from fanloop.people.fans import actions, queries
from fanloop.people.fans.facts import FanJoined, FansNotified
from fanloop.people.fans.queries import Notice
from fanloop.people.fans.rules.mailing import AT_ONCE, family_of, rhythm_of
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries as releases
from fanloop.releasing.releases.facts import TrainDeparted
from fanloop.releasing.releases.queries.notes import notes_as_text
from fanloop.selling.launches.ports import fill_pen
from fanloop.selling.orders.facts import PaperIssued
from fanloop.site import needs_told
from fanloop.site.launch_letters import Letters
from fanloop.site.letters import letters_for

QUOTED, FEW, SET = 2_000, 100, 500
fill_pen(Letters())


@bus.reaction(FanJoined)
def greet(fact: FanJoined, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    fan_id = parse(fact.fan).id
    actions.notify([fan_id], kind="welcome", data={}, about="", at=at, key_prefix="welcome")


@bus.reaction(NeedAccepted)
def tell_the_promise(fact: NeedAccepted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs_told.tell([fact.change], at=at)


@bus.reaction(NeedsClosed)
def tell_the_end(fact: NeedsClosed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs_told.tell(fact.changes, at=at)


@bus.reaction(NeedStatusChanged)
def tell_how_it_stands(fact: NeedStatusChanged, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs_told.tell([fact.change], at=at)


@bus.reaction(AcceptanceWithdrawn)
def tell_the_withdrawal(fact: AcceptanceWithdrawn, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs_told.tell([fact.change], at=at)


@bus.reaction(NeedsJoined)
def tell_the_joining(fact: NeedsJoined, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs_told.tell([fact.change], at=at, into=parse(fact.into).id)


@bus.reaction(NeedsParted)
def tell_the_parting(fact: NeedsParted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs_told.tell([fact.change], at=at)


@bus.reaction(ReplyPosted)
def tell_followers(fact: ReplyPosted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """Who follows a topic hears of a reply, except its author and who has read it already. What is held from its birth
    is told when it is released.
    """
    reply = community.reply(parse(fact.reply).id)
    if reply is None or held_from_birth(fact.reply, born=reply.at):
        return
    _tell_of(
        reply,
        attention.who_read(attention.followers(fact.topic), topic_id=reply.topic_id, reply_id=reply.id),
        at,
    )


def _tell_of(reply: community.Reply, but: set[int], at: datetime) -> None:
    """While the line waits unread it counts the further ones."""
    about, topic = f"{community.REPLY}:{reply.id}", f"{community.TOPIC}:{reply.topic_id}"
    if is_hidden(about) or is_hidden(topic):
        return
    people = attention.followers(topic) - {reply.author_id or 0} - but
    data = {"title": reply.topic.title, "by": _name_of(reply.author_id)}
    actions.notify(people, kind="topic_replied", data=data, about=about, bundle=topic, at=at)


@bus.reaction(TopicStarted)
def tell_the_space(fact: TopicStarted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """Who follows a space hears of a new topic in it; of one held from its birth, when it is released."""
    topic = community.topics_by_ids([parse(fact.topic).id]).get(parse(fact.topic).id)
    if topic and not held_from_birth(fact.topic, born=topic.topic.at):
        _tell_the_space(topic, at)


def _tell_the_space(topic: community.TopicRow, at: datetime) -> None:
    about, space = f"{community.TOPIC}:{topic.topic.id}", f"{community.SPACE}:{topic.topic.space_id}"
    people = attention.followers(space) - {topic.topic.author_id or 0}
    data = {"title": topic.title, "by": topic.by, "space": dict(topic.topic.space.name)}
    actions.notify(people, kind="topic_started", data=data, about=about, bundle=space, at=at)


@bus.reaction(ContentShown)
def tell_of_what_was_held(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """Words that waited for a moderator are told as if just written: by the showing that ends the hold they were born
    with, so once. Reading on past the gap was not reading them.
    """
    kind, number = parse(fact.about)
    reply = community.reply(number) if kind == community.REPLY else None
    topic = community.topics_by_ids([number]).get(number) if kind == community.TOPIC else None
    if reply and _ends_the_hold(fact, reply.at, at):
        _tell_of(reply, set(), at)
    if topic and _ends_the_hold(fact, topic.topic.at, at):
        _tell_the_space(topic, at)


def _ends_the_hold(fact: ContentShown, born: datetime, at: datetime) -> bool:
    hold = held_from_birth(fact.about, born=born)
    return hold is not None and hold.undone_at == at


def _name_of(fan_id: int | None) -> str:
    return queries.names([fan_id]).get(fan_id, "") if fan_id else ""


@bus.reaction(FansNotified)
def write_letters(fact: FansNotified, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """One letter a notice, for those who want this kind at once. A whole town is written to in sets, by another process,
    so that no other fact and no page waits for the last letter.
    """
    if len(fact.notices) <= FEW:
        post_notices(fact.notices, at=at)
        return
    sets = [list(fact.notices[begin : begin + SET]) for begin in range(0, len(fact.notices), SET)]
    jobs.defer_all("site.letters", [{"notices": each, "at": at.isoformat()} for each in sets])


def post_notices(notice_ids: Sequence[int], *, at: datetime) -> None:
    """The letters of these notices; their keys keep a second delivery from writing them again. What may wait is
    gathered by the digests.
    """
    maker = team.maker()
    notices = queries.notices_by_ids(notice_ids, viewer=SYSTEM)
    chosen = queries.mail_choices(notice.fan_id for notice in notices)
    at_once = [
        notice
        for notice in notices
        if rhythm_of(family_of(notice.kind), chosen.get(notice.fan_id, {})) == AT_ONCE
    ]
    posts = letters_for(at_once, maker=maker.name if maker else "", quoted=_quoted)
    mail.write_all(map(vars, posts), at=at)


@bus.reaction(TrainDeparted)
def tell_who_follows_the_line(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    """Who follows a line gets the notes of each of its trains when it leaves."""
    train = releases.train_by_id(parse(fact.train).id)
    if train is None:
        return
    people = attention.followers(f"products.line:{train.line_id}")
    data = {"line": train.line.name, "number": train.number}
    actions.notify(
        people, kind="notes_out", data=data, about=fact.train, at=at, key_prefix=f"notes:{fact.train}"
    )


def _quoted(notice: Notice) -> str:
    """The words a letter brings along: a reply, so that it can be answered where it is, or the notes of a train."""
    if notice.kind == "notes_out":
        return notes_as_text(parse(notice.about).id, language=notice.fan.language)[:QUOTED]
    if notice.kind != "topic_replied":
        return ""
    kind, number = parse(notice.about)
    reply = community.reply(number) if kind == community.REPLY else None
    return reply.body[:QUOTED] if reply else ""


@bus.reaction(PaperIssued)
def have_it_drawn(fact: PaperIssued, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the first drawing counts
    jobs.defer("site.draw_paper", paper=parse(fact.paper).id)
