"""`{% load talk %}`: rows of topic lists and the signs under posts."""

from collections.abc import Mapping, Sequence

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from fanloop.listening.attention.rules.unread import Unread
from fanloop.listening.community.queries import Line
from fanloop.site import signs as drawing
from fanloop.ui.templatetags.ui import avatar
from fanloop.ui.words import figure

register = template.Library()


@register.simple_tag(takes_context=True)
def signs(context: template.Context, about: str, is_open: bool = False) -> SafeString:
    """The signs of a post: out of `given`, or out of the `reactions` of the whole page."""
    given = context.get("given")
    if given is None:
        given = context.get("reactions", {}).get(about, ())
    viewer = context.get("viewer")
    token = get_token(context["request"]) if viewer is not None and viewer.fan_id else ""
    return drawing.bar(about, given, token=token, is_open=is_open)


@register.filter
def waiting(unread: Unread) -> str:
    """How many replies wait, in words."""
    shown = {"n": figure(unread.count)}
    return ngettext("%(n)s new", "%(n)s new", unread.count) % shown


@register.filter
def space_name(line: Line, names: Mapping[int, str]) -> str:
    return names.get(line.space_id, "")


@register.filter
def faces(handles: Sequence[str]) -> SafeString:
    """Those who spoke last, side by side."""
    return format_html_join("", "{}", ((avatar(handle, "tiny"),) for handle in handles))
