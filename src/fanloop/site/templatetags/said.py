"""`{% load said %}`: what people wrote, as safe HTML."""

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

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


@register.inclusion_tag("ui/vote.html", takes_context=True)
def need_vote(context: template.Context, row: NeedRow, look: str = "") -> dict[str, object]:
    """The vote for a need as this reader may give it; an ended need shows its count alone."""
    href = reverse("site:vote", args=[row.need.id]) if row.is_open else ""
    return {
        "vote": Vote(row.votes, row.title, href, row.has_my_vote),
        "look": look,
        "csrf_token": context.get("csrf_token"),
    }
