"""The rows of a topic list, drawn at once: what repeats (words, icons, faces, days) is made once a page, since a list is
mostly that and templates took two thirds of its time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.listening.community.queries import Line
from fanloop.ui import words
from fanloop.ui.templatetags.ui import avatar, icon

_ANY = 900_000_009
"""A number that stands in an address until a topic's own takes its place."""


@lru_cache(4_096)
def _face(handle: str) -> str:
    """Somebody's initials; the same people speak on every page, and the drawing hangs on the handle alone."""
    return avatar(handle, "tiny")


@dataclass
class Pen:
    """Draws one page's rows. `names` are the spaces' names, empty where all rows are of one space; `maker` is what the
    maker is called. Every word of people passes `escape`.
    """

    now: datetime
    names: Mapping[int, str]
    maker: str
    _times: dict[datetime, str] = field(default_factory=dict)

    def rows(self, lines: Sequence[Line]) -> SafeString:
        """The whole list."""
        drawn = "".join(self._row(line) for line in lines)
        return mark_safe(f'<ol class="topics" data-keys>{drawn}</ol>')  # noqa: S308 -- see the class

    def _row(self, line: Line) -> str:
        at = self._topic.replace(str(_ANY), str(line.id))
        fresh = ' class="fresh"' if line.unread else ""
        faces = "".join(map(_face, line.people))
        return (
            f'<li data-item{fresh}><div class="what"><h3>{self._dot(line)}<a href="{at}">{escape(line.title)}</a>{self._new(line, at)}</h3>'
            f'<p>{self._state(line)}{self._where(line)}{self._by(line)}</p></div><p class="avatars" aria-hidden="true">{faces}</p>'
            f'<p class="counts">{self._count(line.replies, "reply", "replies")}'
            f'{self._count(line.signs, "heart", "signs") if line.signs else ""}</p><p class="last">{self._ago(line.last_at)}</p></li>'
        )

    @cached_property
    def _topic(self) -> str:
        return reverse("site:topic", args=[_ANY])

    @cached_property
    def _words(self) -> Mapping[str, str]:
        said = {
            "new": _("new"), "settled": _("settled"), "answered": _("answered"), "unanswered": _("unanswered"),
            "somebody": _("Somebody"), "replies": _("replies"), "signs": _("reactions"),
        }  # fmt: skip
        return {name: escape(text) for name, text in said.items()}

    @cached_property
    def _icons(self) -> Mapping[str, str]:
        return {name: icon(name) for name in ("check", "answer", "reply", "heart")}

    def _dot(self, line: Line) -> str:
        return (
            f'<span class="dot"><span class="sr">{self._words["new"]}</span></span>'
            if line.unread.state == "new"
            else ""
        )

    def _new(self, line: Line, at: str) -> str:
        if line.unread.state != "unread":
            return ""
        count = words.figure(line.unread.count)
        text = ngettext("%(n)s new", "%(n)s new", line.unread.count) % {"n": count}
        return f' <a class="pill" href="{at}/unread">{escape(text)}</a>'

    def _state(self, line: Line) -> str:
        if line.is_settled:
            return f'<span class="is-kept">{self._icons["check"]}{self._words["settled"]}</span> · '
        if line.maker_replied:
            return f'<span class="is-kept">{self._icons["answer"]}{self._words["answered"]}</span> · '
        return "" if line.is_answered else f"{self._words['unanswered']} · "

    def _where(self, line: Line) -> str:
        name = self.names.get(line.space_id)
        return f"{escape(name)} · " if name else ""

    def _by(self, line: Line) -> str:
        name = escape(line.by) if line.by else self._words["somebody"]
        return f'{name} <span class="pill kept">{escape(self.maker)}</span>' if line.is_maker else name

    def _count(self, count: int, drawing: str, word: str) -> str:
        what = self._words[word]
        return f'<span class="num" title="{what}">{self._icons[drawing]}{words.figure(count)}<span class="sr"> {what}</span></span>'

    def _ago(self, at: datetime) -> str:
        minute = at.replace(second=0, microsecond=0)
        if minute not in self._times:
            full, text = words.when(minute, self.now), words.ago(minute, self.now)
            self._times[minute] = (
                f'<time datetime="{minute.isoformat()}" title="{escape(full)}">{escape(text)}</time>'
            )
        return self._times[minute]
