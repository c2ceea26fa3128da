"""`{% load talk %}`: rows of topic lists and the signs under posts."""

from collections.abc import Sequence

from django import template
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from fanloop.listening.community.queries import Line
from fanloop.site import signs as drawing
from fanloop.site.lines import Pen
from fanloop.ui.templatetags.ui import now_of

register = template.Library()


@register.simple_tag(takes_context=True)
def signs(context: template.Context, about: str, is_open: bool = False) -> SafeString:
    """The signs of a post: out of `given`, or out of the `reactions` of the whole page."""
    given = context.get("given")
    if given is None:
        given = (context.get("reactions") or {}).get(about, ())
    viewer = context.get("viewer")
    token = get_token(context["request"]) if viewer is not None and viewer.fan_id else ""
    return drawing.bar(about, given, token=token, is_open=is_open)


@register.simple_tag(takes_context=True)
def topic_lines(context: template.Context, lines: Sequence[Line]) -> SafeString:
    """Rows of a topic list; on the page of one space (`where`) they do not name it."""
    maker = context.get("maker")
    names = {} if context.get("where") else context["names"]
    return Pen(now_of(context), names, maker.name if maker else "").rows(lines)
