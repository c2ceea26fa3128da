"""`{% load talk %}`: rows of topic lists and the signs under posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fanloop.listening.attention.queries import Tally
from fanloop.listening.attention.rules.signs import HEART, LAUGH, SAME, SIGNS, THANKS, WOW
from fanloop.listening.attention.rules.unread import Unread
from fanloop.listening.community.queries import Line
from fanloop.ui.templatetags.ui import avatar
from fanloop.ui.words import figure

register = template.Library()
_LABELS = {HEART: _("Love it"), SAME: _("Me too"), LAUGH: _("Funny"), WOW: _("Wow"), THANKS: _("Thank you")}
_ICONS = {HEART: "heart", SAME: "people", LAUGH: "laugh", WOW: "wow", THANKS: "thanks"}


@dataclass(frozen=True)
class Sign:
    """One button of the bar."""

    label: Any
    icon: str
    wants: str
    count: int = 0
    pressed: str = "false"


@register.simple_tag(takes_context=True)
def signs_of(context: template.Context, about: str) -> dict[str, list[Sign]]:
    """The bar of a post: the signs given to it, and those that might be."""
    tallies = context.get("given")
    if tallies is None:
        tallies = context.get("reactions", {}).get(about, ())
    given = [_given(tally) for tally in tallies]
    there = {tally.sign for tally in tallies}
    others = [Sign(_LABELS[sign], _ICONS[sign], f"{sign}:1") for sign in SIGNS if sign not in there]
    return {"given": given, "others": others}


def _given(tally: Tally) -> Sign:
    wants, pressed = (f"{tally.sign}:0", "true") if tally.is_mine else (f"{tally.sign}:1", "false")
    return Sign(_LABELS[tally.sign], _ICONS[tally.sign], wants, tally.count, pressed)


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
