"""What is left of the words of somebody who was erased: their places."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation import files
from fanloop.listening.community.actions.finding import reindex
from fanloop.listening.community.models import Attachment, Ballot, Draft, Edit, Mention, Reply, Topic
from fanloop.listening.community.queries.names import REPLY, TOPIC


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan wrote; the rows stay, so that answers to them keep their place.

    What they wrote before an edit, their files, drafts and choices go as well.
    """
    started = list(Topic.objects.filter(author=fan_id).values_list("id", flat=True))
    said = list(Reply.objects.filter(author=fan_id).values_list("id", "topic_id"))
    abouts = [f"{TOPIC}:{number}" for number in started] + [f"{REPLY}:{number}" for number, _ in said]
    Topic.objects.filter(id__in=started).update(title="", body="", html="")
    Reply.objects.filter(author=fan_id).update(body="", html="")
    Edit.objects.filter(about__in=abouts).update(title="", body="", why="")
    for personal in (Draft, Ballot, Mention):
        personal.objects.filter(fan=fan_id).delete()
    _forget_files(fan_id, abouts)
    reindex({*started, *(topic_id for _, topic_id in said)})
    return len(started) + len(said)


def _forget_files(fan_id: int, abouts: list[str]) -> None:
    rows = Attachment.objects.filter(about__in=abouts) | Attachment.objects.filter(by=fan_id)
    kept = [row.file for row in rows.select_related("file")]
    rows.delete()
    for file in kept:
        files.discard(file)
