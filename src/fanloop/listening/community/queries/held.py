"""What was said after something was brought in: it keeps what it stands on."""

from fanloop.foundation.holding import Going, holds, pointed_at
from fanloop.foundation.refs import ids_by_kind
from fanloop.listening.community.models import Attachment, BestAnswer, Edit, Mention, Reply, Space, Topic
from fanloop.listening.community.queries.names import REPLY, SPACE, TOPIC


@holds
def built_on(going: Going) -> set[str]:
    """Topics, replies and spaces that others answered, changed, called somebody in, hung a file on, or speak about."""
    ids = ids_by_kind(going)
    topics, replies, spaces = ids.get(TOPIC, set()), ids.get(REPLY, set()), ids.get(SPACE, set())
    own = {
        "community.Topic": topics,
        "community.Reply": replies,
        "community.BestAnswer": _settled_there(replies),
    }
    found = {
        f"{kind}:{each}"
        for kind, model, numbers in ((TOPIC, Topic, topics), (REPLY, Reply, replies), (SPACE, Space, spaces))
        for each in (pointed_at(model, numbers, own=own) if numbers else ())
    }
    for rows in (Edit.objects, Attachment.objects, Mention.objects):
        found.update(rows.filter(about__in=going).values_list("about", flat=True))
    about = Topic.objects.filter(about__in=going).exclude(id__in=topics)
    return found | set(about.values_list("about", flat=True))


def _settled_there(reply_ids: set[int]) -> set[int]:
    """Best answers that came with the replies: nobody here chose them or took them back."""
    rows = BestAnswer.objects.filter(reply__in=reply_ids, by=None, undone_at=None)
    return set(rows.values_list("id", flat=True))


def reply_ids_by_key(source_keys: set[str]) -> dict[str, int]:
    """Source keys of replies that are here already."""
    rows = Reply.objects.filter(source_key__in=source_keys).values_list("source_key", "id")
    return {str(key): reply_id for key, reply_id in rows}


def space_ids_by_key(source_keys: set[str]) -> dict[str, int]:
    """Source keys of spaces that are here already."""
    rows = Space.objects.filter(source_key__in=source_keys).values_list("source_key", "id")
    return {str(key): space_id for key, space_id in rows}


def slugs_like(stem: str) -> set[str]:
    """Slugs of spaces that begin so."""
    return set(Space.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
