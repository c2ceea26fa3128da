"""Blanking the words of who was erased, wherever they stand."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation.search import index as search
from fanloop.listening.voices.actions.gathering import entries
from fanloop.listening.voices.models import Backing, Merge, Need, Voice


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan said. Counts stay: a person was there, and is nobody's to know.

    A need that a rule made of this fan's voice carries their words as its title; it is blanked too.
    """
    said = list(Voice.objects.filter(fan=fan_id).values_list("id", flat=True))
    keys = [f"voice:{voice_id}" for voice_id in said]
    copied = list(Need.objects.filter(by=None, source_key__in=keys).values_list("id", flat=True))
    counted = list(Merge.objects.filter(voice__in=said).values_list("need_id", flat=True))
    Need.objects.filter(id__in=copied).update(title={}, words={})
    Voice.objects.filter(id__in=said).update(title="", words="")
    Backing.objects.filter(fan=fan_id).update(words="")
    search.forget([f"voices.voice:{one}" for one in said] + [f"voices.need:{one}" for one in copied])
    search.index(entries(list(Need.objects.filter(id__in=set(counted) - set(copied)))))
    return len(said)
