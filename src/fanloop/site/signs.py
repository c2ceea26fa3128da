"""The signs under a post, drawn at once: a page has a hundred of these bars, so templates would be most of its time."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.listening.attention.queries import Tally
from fanloop.listening.attention.rules.signs import HEART, LAUGH, SAME, SIGNS, THANKS, WOW
from fanloop.ui.templatetags.ui import icon
from fanloop.ui.words import figure

LABELS: dict[str, Promise] = {
    HEART: gettext_lazy("Love it"), SAME: gettext_lazy("Me too"), LAUGH: gettext_lazy("Funny"),
    WOW: gettext_lazy("Wow"), THANKS: gettext_lazy("Thank you"),
}  # fmt: skip
ICONS = {HEART: "heart", SAME: "people", LAUGH: "laugh", WOW: "wow", THANKS: "thanks"}


def bar(about: str, given: Sequence[Tally], *, token: str, is_open: bool = False) -> SafeString:
    """The bar of one post. Without a CSRF `token` nobody is logged in, and the signs are only shown; `is_open`
    offers all of them, else the heart and a way to the others.
    """
    if not token:
        shown = "".join(f'<span class="sign">{_inside(tally.sign, tally.count)}</span>' for tally in given)
        return _safe(f'<p class="signs">{shown}</p>' if shown else "")
    buttons = [_button(tally.sign, tally.count, is_mine=tally.is_mine) for tally in given]
    there = {tally.sign for tally in given}
    buttons += [
        _button(sign, 0, is_mine=False) for sign in (SIGNS if is_open else (HEART,)) if sign not in there
    ]
    if not is_open and len(there | {HEART}) < len(SIGNS):
        buttons.append(_more(about))
    at = reverse("site:react")
    return _safe(
        f'<form class="signs" method="post" action="{at}" hx-post="{at}" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'
        f'<input type="hidden" name="about" value="{escape(about)}">{"".join(buttons)}</form>'
    )


def _button(sign: str, count: int, *, is_mine: bool) -> str:
    wants, pressed = ("0", "true") if is_mine else ("1", "false")
    return (
        f'<button class="sign" name="sign" value="{sign}:{wants}" aria-pressed="{pressed}" '
        f'title="{escape(LABELS[sign])}">{_inside(sign, count)}</button>'
    )


def _inside(sign: str, count: int) -> str:
    number = f'<span class="num">{figure(count)}</span>' if count else ""
    return f"{icon(ICONS[sign], str(LABELS[sign]))}{number}"


def _more(about: str) -> str:
    at, words = reverse("site:signs", args=[about]), _("More reactions")
    return f'<a class="sign" href="{at}" hx-get="{at}" hx-target="closest .signs" hx-swap="outerHTML">{icon("plus", words)}</a>'


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 -- words of ours, numbers, and references that were escaped
