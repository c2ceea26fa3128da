"""Words as they will be read: cleaned, and drawn once as HTML."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fanloop.foundation.text import markdown
from fanloop.listening.community.models import Reply, Topic
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.queries import Fan


def title_of(text: str) -> str:
    return said(text, _("Say something first: the title cannot be empty."))[:300]


def words_of(text: str) -> str:
    return said(text, _("Say something first: the words cannot be empty."))


def said(text: str, otherwise: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(otherwise)
    return text


def draw(row: Topic | Reply) -> dict[str, Fan]:
    """Set the HTML of a row that is about to be written; whom it calls, by handle. Two queries fewer when it is read."""
    called = _people(markdown.mentions(row.body))
    row.html, row.html_look = markdown.html(row.body, frozenset(called)), markdown.LOOK
    return called


def _people(handles: Iterable[str]) -> dict[str, Fan]:
    asked = sorted(handles)
    if not asked:
        return {}
    return {handle: fan for handle, fan in fan_queries.fans_by_handle(asked).items() if fan.is_active}
