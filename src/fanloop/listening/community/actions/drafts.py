"""Words kept until they are said."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fanloop.listening.community.models import Draft
from fanloop.people.fans.queries import Fan

LONGEST = 20_000


@transaction.atomic
def keep_draft(*, fan: Fan, key: str, data: Mapping[str, str], at: datetime) -> None:
    """Keep what somebody is writing under a key of the page; nothing written is nothing kept."""
    kept = {name: words.replace("\0", "")[:LONGEST] for name, words in data.items() if words.strip()}
    if not kept:
        drop_draft(fan=fan, key=key, at=at)
        return
    Draft.objects.update_or_create(fan=fan, key=key[:80], defaults={"data": kept, "at": at})


@transaction.atomic
def drop_draft(*, fan: Fan, key: str, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """What was said is no draft any more."""
    Draft.objects.filter(fan=fan, key=key[:80]).delete()
