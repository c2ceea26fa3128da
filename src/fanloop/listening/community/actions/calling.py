"""People called by @ in a topic or reply."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fanloop.foundation.refs import parse, ref
from fanloop.listening.attention.queries import muters
from fanloop.listening.community.models import Mention, Reply, Topic
from fanloop.listening.community.queries.names import REPLY, TOPIC
from fanloop.listening.moderation.queries import is_hidden
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan, names

MOST_CALLED = 10
"""More @ in one post call nobody: the words stay, the bells do not ring."""


def call(called: Mapping[str, Fan], *, about: str, at: datetime) -> None:
    """Write down who is called here; they are told once the words are out, see `tell_called`."""
    if 0 < len(called) <= MOST_CALLED:
        rows = [Mention(about=about, fan=fan, at=at) for _, fan in sorted(called.items())]
        Mention.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def tell_called(*, about: str, at: datetime) -> int:
    """Tell everybody called in a topic or reply once, however often it is edited, hidden and shown again.

    Nobody is told of themselves, of a topic they have muted, or of words that are out of sight.
    """
    kind, number = parse(about)
    row = {TOPIC: _topic, REPLY: _reply}.get(kind, _nothing)(number)
    if row is None or is_hidden(about):
        return 0
    topic = row.topic if isinstance(row, Reply) else row
    people = set(Mention.objects.filter(about=about).values_list("fan_id", flat=True)) - {row.author_id}
    if not people or is_hidden(ref(topic)):
        return 0
    by = names([row.author_id]).get(row.author_id, "") if row.author_id else ""
    data = {"by": by, "title": topic.title}
    return fans.notify(
        people - muters(ref(topic)), kind="mentioned", data=data, about=about, at=at, key_prefix=f"mentioned:{about}"
    )  # fmt: skip


def _topic(number: int) -> Topic | Reply | None:
    return Topic.objects.filter(id=number).first()


def _reply(number: int) -> Topic | Reply | None:
    return Reply.objects.select_related("topic").filter(id=number).first()


def _nothing(number: int) -> Topic | Reply | None:  # noqa: ARG001 -- what is no talk calls nobody
    return None
