"""What people did with voices and needs after they were brought in: it keeps them."""

from collections.abc import Collection

from django.db.models import Q

from fanloop.foundation.holding import Going, holds, pointed_at
from fanloop.foundation.refs import ids_by_kind
from fanloop.listening.voices.models import Backing, Closure, Joining, Merge, Need, NeedStatus, Status, Voice

VOICE, NEED, BACKING, STATUS = "voices.voice", "voices.need", "voices.backing", "voices.status"


@holds
def built_on(going: Going) -> set[str]:
    """Voices answered, backed, merged, moved or made a promise of by anybody; topics and replies they came from."""
    ids = ids_by_kind(going)
    voices, needs, backings = ids.get(VOICE, set()), ids.get(NEED, set()), ids.get(BACKING, set())
    own = {"voices.Voice": voices, "voices.Need": needs, "voices.Backing": backings} | _came_with(
        voices, needs
    )
    found = {
        f"{kind}:{each}"
        for kind, model, rows in (
            (VOICE, Voice, voices), (NEED, Need, needs), (BACKING, Backing, backings),
            (STATUS, Status, ids.get(STATUS, set())),
        )
        for each in (pointed_at(model, rows, own=own) if rows else ())
    }  # fmt: skip
    return found | _changed(voices, needs, backings) | _named(going, voices, backings)


def _came_with(voices: set[int], needs: set[int]) -> dict[str, set[int]]:
    """Links, ends and statuses that nobody here decided and nobody took back."""
    merges = Merge.objects.filter(voice__in=voices, need__in=needs, by=None, undone_at=None, replaces=None)
    ends = Closure.objects.filter(need__in=needs, by=None, undone_at=None)
    stands = NeedStatus.objects.filter(need__in=needs, by=None, ended_at=None)
    joins = Joining.objects.filter(need__in=needs, into__in=needs, by=None, undone_at=None)
    return {
        "voices.Joining": set(joins.values_list("id", flat=True)),
        "voices.Merge": set(merges.values_list("id", flat=True)),
        "voices.Closure": set(ends.values_list("id", flat=True)),
        "voices.NeedStatus": set(stands.values_list("id", flat=True)),
    }


def _changed(voices: set[int], needs: set[int], backings: set[int]) -> set[str]:
    decided = Need.objects.filter(id__in=needs).exclude(by=None, board=None, words={})
    moved = Voice.objects.filter(id__in=voices).exclude(board=None)
    back = Backing.objects.filter(id__in=backings).exclude(withdrawn_at=None)
    named = ((NEED, decided), (VOICE, moved), (BACKING, back))
    return {f"{kind}:{each}" for kind, rows in named for each in rows.values_list("id", flat=True)}


def _named(going: Going, voices: set[int], backings: set[int]) -> set[str]:
    topics = Voice.objects.filter(topic__in=going).exclude(Q(topic="") | Q(id__in=voices))
    replies = Backing.objects.filter(reply__in=going).exclude(Q(reply="") | Q(id__in=backings))
    return set(topics.values_list("topic", flat=True)) | set(replies.values_list("reply", flat=True))


def backing_ids_by_key(source_keys: Collection[str]) -> dict[str, int]:
    """Source keys of backings that are here already."""
    rows = Backing.objects.filter(source_key__in=source_keys).values_list("source_key", "id")
    return {str(key): backing_id for key, backing_id in rows}


def needs_of_voices(voice_ids: Collection[int]) -> dict[int, int]:
    """Voice id → the need it counts in."""
    rows = Merge.objects.filter(voice__in=voice_ids, undone_at=None)
    return dict(rows.values_list("voice_id", "need_id"))


def status_ids() -> set[int]:
    """Every status that is written down."""
    return set(Status.objects.values_list("id", flat=True))
