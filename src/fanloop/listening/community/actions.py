"""Writes of talk, one by one and in sets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.search import index as search
from fanloop.foundation.text.translated import words
from fanloop.listening.community.facts import ReplyPosted, TopicsImported, TopicStarted
from fanloop.listening.community.models import Reply, Space, Topic
from fanloop.listening.community.queries import REPLY, TOPIC, ids_by_key
from fanloop.listening.community.rules.refusals import Refused
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans.queries import Fan
from fanloop.things.products.queries import Line

__all__ = ["NewReply", "NewSpace", "NewTopic", "Refused"]

DEEPEST = 4


@dataclass(frozen=True)
class NewSpace:
    source_key: str
    slug: str
    name: str | Mapping[str, str]
    at: datetime
    language: str = "en"
    position: int = 0
    line_id: int | None = None


@dataclass(frozen=True)
class NewTopic:
    source_key: str
    space_id: int
    title: str
    body: str
    at: datetime
    author_id: int | None = None
    language: str = "en"


@dataclass(frozen=True)
class NewReply:
    source_key: str
    topic_id: int
    body: str
    at: datetime
    author_id: int | None = None
    depth: int = 0


@transaction.atomic
def open_space(
    *, slug: str, name: str | Mapping[str, str], at: datetime, line: Line | None = None, language: str = "en",
    position: int = 0,
) -> Space:  # fmt: skip
    """Open a place to talk. Raises Refused for an address that another space has."""
    try:
        with transaction.atomic():
            return Space.objects.create(
                slug=slug, name=words(name), line=line, language=language, position=position, at=at
            )
    except IntegrityError:
        raise Refused(_("Another space has the address %(slug)s.") % {"slug": slug}) from None


@transaction.atomic
def start_topic(
    *, space: Space, author: Fan, title: str, body: str, at: datetime, language: str = "en"
) -> Topic:
    title, body = _said(title, _("Say something first: the title cannot be empty.")), _words(body)
    topic = Topic.objects.create(
        space=space, author=author, title=title[:300], body=body, language=language, at=at, last_at=at
    )
    _reindex([topic.id])
    bus.publish(TopicStarted(topic=ref(topic)), at=at)
    live.announce("community.topics", str(topic.id))
    return topic


@transaction.atomic
def reply(*, topic: Topic, author: Fan, body: str, at: datetime, parent: Reply | None = None) -> Reply:
    """Say something under a topic; count and last moment are set in the same transaction."""
    body = _words(body)
    if parent is not None and parent.topic_id != topic.id:
        raise Refused(_("That reply is in another topic."))
    depth = min(parent.depth + 1, DEEPEST) if parent else 0
    row = Reply.objects.create(topic=topic, parent=parent, author=author, body=body, depth=depth, at=at)
    _count([topic.id])
    _reindex([topic.id])
    bus.publish(ReplyPosted(topic=ref(topic), reply=ref(row)), at=at)
    live.announce(ref(topic), str(row.id))
    return row


def _words(body: str) -> str:
    return _said(body, _("Say something first: the words cannot be empty."))


def _said(text: str, otherwise: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(otherwise)
    return text


@transaction.atomic
def import_spaces(*, spaces: Sequence[NewSpace], at: datetime) -> dict[str, int]:  # noqa: ARG001 -- rows carry theirs
    """Open spaces once; every given source key with its row's id."""
    rows = [
        Space(
            slug=new.slug, name=words(new.name), line_id=new.line_id, language=new.language, position=new.position,
            at=new.at, source_key=new.source_key,
        )
        for new in spaces
    ]  # fmt: skip
    Space.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [new.source_key for new in spaces]
    rows_now = Space.objects.filter(source_key__in=keys).values_list("source_key", "id")
    return {str(key): space_id for key, space_id in rows_now}


@transaction.atomic
def import_topics(
    *, topics: Sequence[NewTopic], at: datetime, origin: str = "import", findable: bool = True
) -> dict[str, int]:
    """Take over a set of topics; every given source key with its row's id.

    `findable=False` leaves the search index to `import_replies`, which writes it with the replies' words.
    """
    keys = [new.source_key for new in topics]
    known = set(Topic.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
    fresh = [new for new in topics if new.source_key not in known]
    rows = [
        Topic(
            space_id=new.space_id, author_id=new.author_id, title=_clean(new.title)[:300], body=_clean(new.body),
            language=new.language, at=new.at, last_at=new.at, source_key=new.source_key,
        )
        for new in fresh
    ]  # fmt: skip
    Topic.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    ids = ids_by_key(keys)
    if fresh:
        if findable:
            _reindex([ids[new.source_key] for new in fresh])
        bus.publish(TopicsImported(count=len(fresh), origin=origin), at=at)
    return ids


@transaction.atomic
def import_replies(*, replies: Sequence[NewReply], at: datetime, origin: str = "import") -> dict[str, int]:
    """Take over a set of replies in their order; counts and search of their topics follow in the same transaction."""
    keys = [new.source_key for new in replies]
    known = set(Reply.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
    fresh = [new for new in replies if new.source_key not in known]
    rows = [
        Reply(
            topic_id=new.topic_id, author_id=new.author_id, body=_clean(new.body), depth=min(new.depth, DEEPEST),
            at=new.at, source_key=new.source_key,
        )
        for new in fresh
    ]  # fmt: skip
    Reply.objects.bulk_create(rows, ignore_conflicts=True, batch_size=4_000)
    if fresh:
        touched = {new.topic_id for new in fresh}
        _count(touched)
        _reindex(touched)
        bus.publish(TopicsImported(count=len(fresh), origin=f"{origin} replies"), at=at)
    rows_now = Reply.objects.filter(source_key__in=keys).values_list("source_key", "id")
    return {str(key): reply_id for key, reply_id in rows_now}


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text."""
    return text.replace("\0", "")


_COUNT = """
UPDATE community_topic t SET replies_count = r.n, last_at = greatest(t.at, r.last), answered_at = r.first
FROM (SELECT r.topic_id, count(*) AS n, max(r.at) AS last,
             min(r.at) FILTER (WHERE r.author_id IS DISTINCT FROM t.author_id) AS first
      FROM community_reply r JOIN community_topic t ON t.id = r.topic_id
      WHERE r.topic_id = ANY(%s) GROUP BY r.topic_id) r
WHERE t.id = r.topic_id
"""


def _count(topic_ids: Collection[int]) -> None:
    """Counts are reckoned from the rows, never added up, so two replies at once cannot lose one."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(topic_ids)])


@transaction.atomic
def find_again(*, about: str, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Bring the search in line with what moderators hid or showed: a topic, or the words of one reply."""
    kind, _, number = about.partition(":")
    if kind == TOPIC:
        _reindex([int(number)])
    elif kind == REPLY:
        _reindex(Reply.objects.filter(id=int(number)).values_list("topic_id", flat=True))


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan wrote; the rows stay, so that answers to them keep their place."""
    started = list(Topic.objects.filter(author=fan_id).values_list("id", flat=True))
    touched = set(Reply.objects.filter(author=fan_id).values_list("topic_id", flat=True)) | set(started)
    Topic.objects.filter(id__in=started).update(title="", body="")
    count = Reply.objects.filter(author=fan_id).update(body="")
    _reindex(touched)
    return len(started) + count


def _reindex(topic_ids: Iterable[int]) -> None:
    """Write topics with all their replies' words into the search; hidden ones go out of it."""
    ids = set(topic_ids)
    hidden = ids & hidden_ids(TOPIC)
    search.forget(f"{TOPIC}:{topic_id}" for topic_id in hidden)
    said = _replies_of(ids - hidden)
    rows = Topic.objects.filter(id__in=ids - hidden).order_by("id")
    search.index(
        search.Entry(
            ref=f"{TOPIC}:{row.id}", language=row.language, title=row.title,
            words="\n".join([row.body, *said.get(row.id, ())]), at=row.at,
        )
        for row in rows.iterator(2_000)
    )  # fmt: skip


def _replies_of(topic_ids: Collection[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {}
    rows = Reply.objects.filter(topic__in=topic_ids).exclude(id__in=hidden_ids(REPLY)).order_by("id")
    for topic_id, body in rows.values_list("topic_id", "body").iterator(10_000):
        said.setdefault(topic_id, []).append(body)
    return said
