"""`{% train_notes row %}`: what people wrote about a train, what is owed of earlier ones, and where else it can be read."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from fanloop.listening.attention import queries as attention
from fanloop.releasing.releases.queries import TrainRow, notes
from fanloop.site.notes import drawn

register = template.Library()


@register.inclusion_tag("site/releases/notes.html", takes_context=True)
def train_notes(context: dict[str, Any], row: TrainRow) -> dict[str, Any]:
    """Notes of a train in the reader's language, or in another one with a word about it."""
    language = get_language() or "en"
    shown = notes.shown_note(row.train.id, language=language) if row.has_left else None
    own = shown if shown and not shown.note.generated else None
    owed = None
    if row.left_at is not None and not row.train.origin and own is None:
        owed = notes.since_last(row.train, at=row.left_at, language=language)
    return {
        "row": row, "train": row.train, "line": row.train.line, "shown": shown, "owed": owed,
        "note": drawn(own.note) if own else "", "foreign": own is not None and own.is_foreign,
        "written_in": _name(own.note.language) if own else "", "yours": _name(language),
        "was_rewritten": shown is not None and shown.revisions > len(shown.languages),
        "line_ref": (line_ref := f"products.line:{row.train.line_id}"), "manner": _manner(context, line_ref),
        **{name: context.get(name) for name in ("now", "viewer", "csrf_token")},
    }  # fmt: skip


def _manner(context: dict[str, Any], about: str) -> str:
    """How the reader stands to the line: follows it, mutes it, or neither."""
    viewer = context.get("viewer")
    return attention.following(viewer.fan_id, [about]).get(about, "") if viewer else ""


def _name(tag: str) -> str:
    return str(dict(settings.LANGUAGES).get(tag, tag))
