"""Starting topics and replying."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.files import StoredFile
from fanloop.foundation.refs import parse, ref
from fanloop.listening.attention import actions as attention
from fanloop.listening.community.actions import drawing, polling
from fanloop.listening.community.actions.attaching import attach_all
from fanloop.listening.community.actions.calling import call
from fanloop.listening.community.actions.counting import one_more_topic
from fanloop.listening.community.actions.finding import count, reindex
from fanloop.listening.community.facts import ReplyPosted, TopicStarted
from fanloop.listening.community.models import Reply, Space, Topic
from fanloop.listening.community.rules.refusals import Refused
from fanloop.listening.community.rules.threads import DEEPEST
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules import deeds
from fanloop.people.terms import queries as terms


@transaction.atomic
def start_topic(
    *, space: Space, author: Fan, title: str, body: str, at: datetime, language: str = "en", about: str = "",
    poll: polling.NewPoll | None = None, files: Sequence[StoredFile] = (),
) -> Topic:  # fmt: skip
    """Start to talk, about a reference if `about` names one. Raises Refused for silence or a poll that asks nothing."""
    if about:
        parse(about)
    topic = Topic(
        space=space, author=author, title=drawing.title_of(title), body=drawing.words_of(body), language=language,
        about=about, at=at, last_at=at,
        terms_id=terms.agreed_version(author.id),
    )  # fmt: skip
    called = drawing.draw(topic)
    topic.save(force_insert=True)
    one_more_topic(space.id)
    if poll is not None:
        polling.ask(topic, poll, at)
    attach_all(files, to=ref(topic), by=author, at=at)
    reindex([topic.id])
    attention.follow(fan=author, about=ref(topic), at=at)
    call(called, about=ref(topic), at=at)
    fans.record_deeds([fans.NewDeed(author.id, at.date(), deeds.TOPIC, 1, ref(topic))], at=at)
    bus.publish(TopicStarted(topic=ref(topic)), at=at)
    live.announce("community.topics", str(topic.id))
    return topic


@transaction.atomic
def reply(
    *, topic: Topic, author: Fan, body: str, at: datetime, parent: Reply | None = None,
    files: Sequence[StoredFile] = (),
) -> Reply:  # fmt: skip
    """Say something under a topic; count and last moment are set in the same transaction."""
    if parent is not None and parent.topic_id != topic.id:
        raise Refused(_("That reply is in another topic."))
    depth = min(parent.depth + 1, DEEPEST) if parent else 0
    row = Reply(
        topic=topic, parent=parent, author=author, body=drawing.words_of(body), depth=depth, at=at,
        terms_id=terms.agreed_version(author.id),
    )  # fmt: skip
    called = drawing.draw(row)
    row.save(force_insert=True)
    attach_all(files, to=ref(row), by=author, at=at)
    count([topic.id])
    reindex([topic.id])
    attention.follow(fan=author, about=ref(topic), at=at)
    call(called, about=ref(row), at=at)
    fans.record_deeds([fans.NewDeed(author.id, at.date(), deeds.REPLY, 1, ref(topic))], at=at)
    bus.publish(ReplyPosted(topic=ref(topic), reply=ref(row)), at=at)
    live.announce(ref(topic), str(row.id))
    live.announce("community.topics", str(topic.id))
    return row
