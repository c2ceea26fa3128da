"""What the search knows follows what moderators hide and show."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.listening.voices.actions.gathering import entries
from fanloop.listening.voices.actions.saying import entry
from fanloop.listening.voices.models import Merge, Need, Voice
from fanloop.listening.voices.queries.saying import unheard_voices


def _is_own(row: Voice) -> bool:
    """An imported voice from a topic is found by its topic."""
    return bool(row.title or row.words) and not (row.topic and row.source_key)


@transaction.atomic
def find_again(*, about: str, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """A voice, or what came from a topic, is found or not as it is seen; the needs it is counted in lose or win its words."""
    kind, _, number = about.partition(":")
    voices = (
        Voice.objects.filter(id=int(number)) if kind == "voices.voice" else Voice.objects.filter(topic=about)
    )
    rows = list(voices.select_related("board"))
    if not rows:
        return
    unheard = set(unheard_voices())
    search.forget(f"voices.voice:{row.id}" for row in rows if row.id in unheard)
    search.index(entry(row) for row in rows if row.id not in unheard and _is_own(row))
    counted = Merge.objects.filter(voice__in=rows, undone_at=None).values("need")
    search.index(entries(list(Need.objects.filter(id__in=counted))))


@again.everything("voices.voice")
def find_voices() -> int:
    """Every voice that is heard and not found by its topic."""
    unheard, count = unheard_voices(), 0
    ids = list(Voice.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), 1_000):
        rows = Voice.objects.filter(id__in=ids[start : start + 1_000]).select_related("board")
        count += search.index(entry(row) for row in rows if row.id not in unheard and _is_own(row))
    return count


@again.everything("voices.need")
def find_needs() -> int:
    """Every need with a voice."""
    ids, count = list(Need.objects.order_by("id").values_list("id", flat=True)), 0
    for start in range(0, len(ids), 500):
        count += search.index(entries(list(Need.objects.filter(id__in=ids[start : start + 500]))))
    return count
