"""`{% load said %}`: what people wrote, as safe HTML."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from fanloop.foundation import clock
from fanloop.foundation.text import markdown
from fanloop.listening.voices.queries import NeedRow, VoiceDetail, device
from fanloop.ui.parts import Vote

register = template.Library()


@register.filter
def as_html(text: str) -> SafeString:
    """Markdown as clean HTML."""
    return markdown.html(text)


@register.filter
def as_words(text: str, length: int = 200) -> str:
    """The first words of Markdown, without its marks."""
    return markdown.plain(text, length=length)


@register.filter
def found(excerpt: str) -> SafeString:
    """An excerpt of the search: escaped first, then its ⟦matches⟧ are marked."""
    safe = conditional_escape(excerpt)
    return mark_safe(safe.replace("⟦", "<mark>").replace("⟧", "</mark>"))  # noqa: S308 -- escaped the line above


@register.filter
def device_words(row: VoiceDetail) -> str:
    """The device of a bug: its line and its variant."""
    return device(row.line.name if row.line else None, row.variant)


_rows: dict[tuple[object, ...], str] = {}
_MOST_ROWS = 4_096
_TOKEN = "token-of-the-reader"  # noqa: S105 -- where a token goes, not one


@register.simple_tag(takes_context=True)
def need_rows(context: template.Context, rows: Sequence[NeedRow]) -> SafeString:
    """Rows of the board. A row is drawn once for everything that is read in it, and again as soon as one word differs;
    the reader's own token is put into its form afterwards.
    """
    drawn = "".join(_row(row) for row in rows)
    return mark_safe(drawn.replace(_TOKEN, conditional_escape(str(context.get("csrf_token", "")))))  # noqa: S308 -- drawn by a template


def _row(row: NeedRow) -> str:
    key = (
        get_language(), row.need.id, row.need.slug, row.title, row.votes, row.people, row.area, row.line, row.minutes,
        row.answered_by, row.promised_at, row.outcome, row.has_my_vote, row.mark, row.status, row.board,
        clock.now().date(), timezone.get_current_timezone_name(),
    )  # fmt: skip
    if key not in _rows:
        if len(_rows) >= _MOST_ROWS:
            _rows.clear()
        _rows[key] = render_to_string("site/voices/row.html", {"row": row, "csrf_token": _TOKEN})
    return _rows[key]


@register.inclusion_tag("ui/vote.html", takes_context=True)
def need_vote(context: template.Context, row: NeedRow, look: str = "") -> dict[str, object]:
    """The vote for a need as this reader may give it; an ended need shows its count alone."""
    href = reverse("site:vote", args=[row.need.id]) if row.is_open else ""
    return {
        "vote": Vote(row.votes, row.title, href, row.has_my_vote),
        "look": look,
        "csrf_token": context.get("csrf_token"),
    }
