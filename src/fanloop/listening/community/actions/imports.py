"""Talk taken over from another place in sets, with its own dates and authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from fanloop.foundation import bus
from fanloop.foundation.text.translated import words
from fanloop.listening.community.actions.counting import count_topics
from fanloop.listening.community.actions.finding import count, reindex
from fanloop.listening.community.facts import TopicsImported
from fanloop.listening.community.models import BestAnswer, Reply, Space, Topic
from fanloop.listening.community.queries.thread import ids_by_key
from fanloop.listening.community.rules.threads import DEEPEST


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
    """A reply as an import names it; `parent_key` is the source key of the reply it answers, `settles` the accepted one."""

    source_key: str
    topic_id: int
    body: str
    at: datetime
    author_id: int | None = None
    depth: int = 0
    parent_key: str = ""
    settles: bool = False


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
        count_topics({new.space_id for new in fresh})
        if findable:
            reindex([ids[new.source_key] for new in fresh])
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
        _answering(fresh)
        _settle([new for new in fresh if new.settles])
        touched = {new.topic_id for new in fresh}
        count(touched)
        reindex(touched)
        bus.publish(TopicsImported(count=len(fresh), origin=f"{origin} replies"), at=at)
    rows_now = Reply.objects.filter(source_key__in=keys).values_list("source_key", "id")
    return {str(key): reply_id for key, reply_id in rows_now}


_PARENTS = """
UPDATE community_reply r SET parent_id = p.id, depth = least(p.depth + 1, %s)
FROM unnest(%s::text[], %s::text[]) AS k(child, parent) JOIN community_reply p ON p.source_key = k.parent
WHERE r.source_key = k.child AND p.topic_id = r.topic_id AND p.id < r.id
"""


def _answering(replies: Sequence[NewReply]) -> None:
    """A reply stands under what it answers if that is here, however deep it was there."""
    pairs = [(new.source_key, new.parent_key) for new in replies if new.parent_key]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_PARENTS, [DEEPEST, *(list(column) for column in zip(*pairs, strict=True))])


def _settle(replies: Sequence[NewReply]) -> None:
    """Accepted answers; nobody is thanked again, and who chose another one here is not overruled."""
    found = Reply.objects.in_bulk([new.source_key for new in replies], field_name="source_key")
    rows = [BestAnswer(topic_id=row.topic_id, reply=row, at=row.at) for row in found.values()]
    BestAnswer.objects.bulk_create(rows, ignore_conflicts=True)


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text."""
    return text.replace("\0", "")
