"""A voice in other words: its author has thought again."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.search import index as search
from fanloop.listening.voices.actions.gathering import entries, unmerge_voice
from fanloop.listening.voices.actions.likeness import forget_fingerprints
from fanloop.listening.voices.actions.saying import clean, entry, first_words
from fanloop.listening.voices.facts import VoiceReworded
from fanloop.listening.voices.models import Merge, Need, Voice


@transaction.atomic
def reword_voice(*, voice: Voice, words: str, at: datetime) -> Voice:
    """Say it anew; its place among the needs stays. With no words at all it is taken back and counts nowhere.

    Whoever calls keeps what it said before.
    """
    words = clean(words)
    Voice.objects.filter(id=voice.id).update(title=first_words(words)[:300], words=words)
    voice.refresh_from_db()
    if words:
        search.index([entry(voice)])
        counted = Merge.objects.filter(voice=voice, undone_at=None).values("need")
        search.index(entries(list(Need.objects.filter(id__in=counted))))
    else:
        _take_back(voice, at)
    bus.publish(VoiceReworded(voice=ref(voice)), at=at)
    live.announce(ref(voice))
    return voice


def _take_back(voice: Voice, at: datetime) -> None:
    while Merge.objects.filter(voice=voice, undone_at=None).exists():
        unmerge_voice(voice=voice, by=None, at=at)
    search.forget([ref(voice)])
    forget_fingerprints([ref(voice)])
