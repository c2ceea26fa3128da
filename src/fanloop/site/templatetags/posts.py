"""`{% load posts %}`: a hundred replies drawn at once.

A page of a long topic is mostly this. Drawn by templates it took two thirds of the answer's time, so what repeats
(names, days, words in the reader's language) is made once a page here, and the rest is joined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fanloop.listening.attention.queries import Tally
from fanloop.listening.community.queries import Said
from fanloop.site.signs import bar
from fanloop.ui import words
from fanloop.ui.templatetags.ui import avatar, icon, now_of

register = template.Library()
_WHERE = "community.reply:0"
"""Stands for the post in a bar that is drawn once for many; no row has the number 0."""
"""Stands for the post in a bar that is drawn once for many; no row has the number 0."""


@register.simple_tag(takes_context=True)
def posts(context: template.Context, said: Sequence[Said]) -> SafeString:
    """Replies as a list. Reads from the page: `seen`, `best`, `may_settle`, `may_moderate`, `reactions`, `page`."""
    drawer = Drawer(context, context["best"].id if context.get("best") else 0)
    rows = "".join(drawer.post(one) for one in said)
    return mark_safe(f'<ol class="talk posts">{rows}</ol>')  # noqa: S308 -- every word is escaped in Drawer


@dataclass
class Drawer:
    """One page's pen. Every method gives safe HTML; words of people pass `escape`, their bodies are clean already."""

    context: template.Context
    best: int
    _names: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _times: dict[datetime, str] = field(default_factory=dict)
    _bars: dict[tuple[Tally, ...], str] = field(default_factory=dict)

    @cached_property
    def words(self) -> Mapping[str, str]:
        said = {
            "reply": _("Reply to this"), "edit": _("Edit"), "edited": _("edited"), "answer": _("This is the answer"),
            "best": _("best answer"), "new": _("new"), "hide": _("Hide"), "show": _("Show again"),
            "hidden": _("Hidden by a moderator."), "gone": _("Taken back by its author."), "somebody": _("Somebody"),
            "report": _("Report"),
        }  # fmt: skip
        return {name: escape(text) for name, text in said.items()}

    @cached_property
    def icons(self) -> Mapping[str, str]:
        return {name: icon(name) for name in ("reply", "edit", "check", "eye", "flag")}

    @cached_property
    def report(self) -> str:
        return reverse("site:report")

    def post(self, said: Said) -> str:
        seen = self.context.get("seen")
        is_new, is_best = seen is not None and said.id > seen, said.id == self.best
        marks = f"{' fresh' if is_new else ''}{' is-best' if is_best else ''}"
        return (
            f'<li id="r{said.id}" class="post deep-{said.depth}{marks}"><p class="who">{self._who(said)} '
            f'<a class="at" href="#r{said.id}">{self._when(said.at)}</a>{self._edited(said)}'
            f"{self._pill('best', 'kept') if is_best else ''}{self._pill('new') if is_new else ''}</p>"
            f"{self._answered(said)}{self._body(said)}{self._deeds(said)}</li>"
        )

    def _who(self, said: Said) -> str:
        key = (said.by, said.handle, said.title)
        if key not in self._names:
            name = escape(said.by) or self.words["somebody"]
            shown = f'<a class="name" href="{reverse("site:person", args=[said.handle])}">{name}</a>' if said.handle else f"<b>{name}</b>"  # fmt: skip
            title = f' <span class="pill kept">{escape(said.title)}</span>' if said.title else ""
            self._names[key] = f"{avatar(said.by, 'tiny')}{shown}{title}"
        return self._names[key]

    def _when(self, at: datetime) -> str:
        minute = at.replace(second=0, microsecond=0)
        if minute not in self._times:
            text = words.when(minute, now_of(self.context))
            self._times[minute] = (
                f'<time datetime="{timezone.localtime(minute).isoformat()}">{escape(text)}</time>'
            )
        return self._times[minute]

    def _edited(self, said: Said) -> str:
        if said.edited_at is None:
            return ""
        return f' <a class="quiet" href="{reverse("site:post_history", args=[said.ref])}">{self.words["edited"]}</a>'

    def _pill(self, word: str, tone: str = "") -> str:
        return f' <span class="pill {tone}">{self.words[word]}</span>'

    def _answered(self, said: Said) -> str:
        if not (said.to and said.quote):
            return ""
        to = escape(said.to)
        return f'<p class="answered">{self.icons["reply"]}<a href="#r{said.to_id}">{to}</a> <q>{escape(said.quote)}</q></p>'

    def _body(self, said: Said) -> str:
        if not said.body:
            return f'<p class="quiet">{self.words["hidden" if said.is_hidden else "gone"]}</p>'
        files = render_to_string("site/community/files.html", {"files": said.files}) if said.files else ""
        return f'<div class="prose">{said.html}</div>{files}'

    def _deeds(self, said: Said) -> str:
        page: Any = self.context["page"]
        ways = [
            f'<a href="?page={page.number}&amp;to={said.id}#say">{self.icons["reply"]}{self.words["reply"]}</a>'
        ]
        if said.may_change:
            ways.append(
                f'<a href="{reverse("site:edit_post", args=[said.ref])}">{self.icons["edit"]}{self.words["edit"]}</a>'
            )
        if said.body and not said.is_mine:
            ways.append(
                f'<a href="{self.report}?about={said.ref}" rel="nofollow">{self.icons["flag"]}{self.words["report"]}</a>'
            )
        if self.context.get("may_settle") and said.body and said.id != self.best:
            ways.append(self._press("settle", "reply", str(said.id), "check", "answer"))
        if self.context.get("may_moderate"):
            word = "show" if said.is_hidden else "hide"
            ways.append(self._press(word, "about", said.ref, "eye", word))
        return f'<div class="deeds">{"".join(ways)}{self._signs(said)}</div>'

    def _press(self, form: str, name: str, value: str, drawing: str, word: str) -> str:
        return (
            f'<button type="submit" form="{form}" name="{name}" value="{value}">'
            f"{self.icons[drawing]}{self.words[word]}</button>"
        )

    @cached_property
    def _token(self) -> str:
        """The page's CSRF token for those who may react, nothing for the others."""
        return get_token(self.context["request"]) if self.context["viewer"].fan_id else ""

    def _signs(self, said: Said) -> str:
        """The bar of reactions. Most posts have the same few, so each set is drawn once and then only addressed."""
        if not said.body or "reactions" not in self.context:
            return ""
        given = tuple(self.context["reactions"].get(said.ref, ()))
        if given not in self._bars:
            self._bars[given] = bar(_WHERE, given, token=self._token)
        return self._bars[given].replace(_WHERE, said.ref)
