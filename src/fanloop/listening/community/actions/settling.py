"""Saying which reply answered a topic."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.community.facts import BestAnswerChosen, BestAnswerWithdrawn
from fanloop.listening.community.models import BestAnswer, Reply, Topic
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules import deeds


@transaction.atomic
def choose_best(*, reply: Reply, by: Fan | None, at: datetime) -> BestAnswer:
    """Mark the reply that settled its topic; another one before it steps back. Choosing it again changes nothing.

    Who answered their own question is not thanked with a deed. The topic's row is locked, so there is one.
    """
    topic = Topic.objects.select_for_update().get(id=reply.topic_id)
    if not reply.body:
        raise Refused(_("This reply was taken back."))
    before = BestAnswer.objects.filter(topic=topic, undone_at=None).first()
    if before and before.reply_id == reply.id:
        return before
    if before:
        BestAnswer.objects.filter(id=before.id).update(undone_at=at)
    row = BestAnswer.objects.create(topic=topic, reply=reply, by=by, at=at)
    if reply.author_id and reply.author_id != topic.author_id:
        fans.record_deeds([fans.NewDeed(reply.author_id, at.date(), deeds.BEST_ANSWER, 1, ref(topic))], at=at)
        _thank(reply, topic, by, at)
    author = f"fans.fan:{reply.author_id}" if reply.author_id else ""
    bus.publish(BestAnswerChosen(topic=ref(topic), reply=ref(reply), author=author), at=at)
    live.announce(ref(topic), str(reply.id))
    return row


def _thank(reply: Reply, topic: Topic, by: Fan | None, at: datetime) -> None:
    if reply.author_id and (by is None or by.id != reply.author_id):
        data = {"title": topic.title, "by": by.handle if by else ""}
        fans.notify([reply.author_id], kind="best_answer", data=data, about=ref(reply), at=at, key_prefix=f"best:{ref(reply)}")  # fmt: skip


@transaction.atomic
def withdraw_best(*, topic: Topic, at: datetime) -> bool:
    """Nothing settles the topic any more; true if something did. The row stays with its time."""
    row = BestAnswer.objects.filter(topic=topic, undone_at=None).select_for_update().first()
    if row is None:
        return False
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    bus.publish(BestAnswerWithdrawn(topic=ref(topic), reply=f"community.reply:{row.reply_id}"), at=at)
    live.announce(ref(topic), str(row.reply_id))
    return True
