"""Blanking the words of who was erased, wherever they stand."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation.search import index as search
from fanloop.listening.community import actions as talk
from fanloop.listening.community import queries as community
from fanloop.listening.voices.actions.gathering import entries
from fanloop.listening.voices.actions.likeness import forget_fingerprints
from fanloop.listening.voices.models import Backing, Gear, Merge, Need, Voice, VoiceDetail, Vote


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:
    """Blank what an erased fan said. Counts stay: a person was there, and is nobody's to know.

    A need that a rule made of this fan's voice carries their words as its title; it is blanked too.
    """
    said = list(Voice.objects.filter(fan=fan_id).values_list("id", flat=True))
    keys = [f"voice:{voice_id}" for voice_id in said]
    copied = list(Need.objects.filter(by=None, source_key__in=keys).values_list("id", flat=True))
    counted = list(Merge.objects.filter(voice__in=said).values_list("need_id", flat=True))
    Need.objects.filter(id__in=copied).update(title={}, words={})
    Voice.objects.filter(id__in=said).update(title="", words="")
    Backing.objects.filter(fan=fan_id).update(words="", variant="", build="")
    Vote.objects.filter(fan=fan_id).update(why="", note="")
    VoiceDetail.objects.filter(voice__in=said).update(variant="", build="", steps="", expected="", got="")
    Gear.objects.filter(fan=fan_id).delete()
    _forget_files(said, at)
    gone = [f"voices.voice:{one}" for one in said] + [f"voices.need:{one}" for one in copied]
    forget_fingerprints(gone)
    search.forget(gone)
    search.index(entries(list(Need.objects.filter(id__in=set(counted) - set(copied)))))
    return len(said)


def _forget_files(voice_ids: list[int], at: datetime) -> None:
    """Pictures and logs go with the words."""
    refs = [f"voices.voice:{voice_id}" for voice_id in voice_ids]
    for about, found in community.files_under(refs).items():
        for file in found:
            talk.detach(attachment_id=file.id, about=about, at=at)
