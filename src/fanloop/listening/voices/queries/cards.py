"""What the trail may read aloud about voices. All of it is public but what came from a hidden topic or stands on a private board."""

from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.voices.models import Acceptance, Need, Voice
from fanloop.listening.voices.queries.board import titled
from fanloop.listening.voices.queries.boards import open_boards
from fanloop.listening.voices.queries.saying import open_to
from fanloop.people.fans import queries as fans


@trail.describes("voices.voice", label=lambda count: ngettext("voice", "voices", count))
def describe_voices(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    rows = open_to(viewer).filter(id__in=ids).values_list("id", "title", "fan_id", "at", "guessed")
    names = fans.names(fan_id for _, _, fan_id, _, _ in rows if fan_id)
    return {
        voice_id: trail.Card(
            f"voices.voice:{voice_id}", gettext("voice"), title or gettext("Taken back by its author"),
            names.get(fan_id or 0, ""), at, "guessed" if guessed else "",
        )
        for voice_id, title, fan_id, at, guessed in rows
    }  # fmt: skip


@trail.describes("voices.need", label=lambda count: ngettext("need", "needs", count))
def describe_needs(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    return {
        row.id: trail.Card(
            f"voices.need:{row.id}", gettext("need"), titled(row),
            ngettext("%(count)d person", "%(count)d people", row.people_count) % {"count": row.people_count},
            row.at, "guessed" if row.guessed else "",
        )
        for row in Need.objects.filter(open_boards(viewer), id__in=ids)
    }  # fmt: skip


@trail.describes("voices.acceptance", label=lambda count: ngettext("promise", "promises", count))
def describe_acceptances(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    rows = Acceptance.objects.filter(open_boards(viewer, "need__board"), id__in=ids).select_related(
        "need", "by"
    )
    return {
        row.id: trail.Card(
            f"voices.acceptance:{row.id}", gettext("promise"), titled(row.need),
            gettext("withdrawn") if row.withdrawn_at else row.because, row.at, "staged" if row.staged else "",
        )
        for row in rows
    }  # fmt: skip


@subject("voices.voice")
def voices_as_subjects(ids: set[int]) -> dict[int, Subject]:
    """Whose words stand behind a flag on a voice."""
    rows = Voice.objects.filter(id__in=ids).values_list("id", "fan_id", "words", "title", "at")
    return {
        voice_id: Subject(fan_id, words, title=title, at=at) for voice_id, fan_id, words, title, at in rows
    }
