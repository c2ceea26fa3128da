"""Words as they will be read: cleaned, drawn once as HTML, and the people called by @."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.foundation.text import markdown
from fanloop.listening.attention.queries import muters
from fanloop.listening.community.models import Mention, Reply, Topic
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.queries import Fan

MOST_CALLED = 10
"""More @ in one post call nobody: the words stay, the bells do not ring."""


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


def call(called: Mapping[str, Fan], *, about: str, topic: Topic, by: Fan, at: datetime) -> None:
    """Tell each person called here once, however often the words are edited; nobody is told of themselves, nor of a topic
    they have muted.
    """
    if not called or len(called) > MOST_CALLED:
        return
    told = set(Mention.objects.filter(about=about).values_list("fan_id", flat=True))
    new = {fan.id for fan in called.values()} - told
    rows = [Mention(about=about, fan_id=fan_id, at=at) for fan_id in sorted(new)]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)
    fans.notify(
        new - muters(ref(topic)) - {by.id}, kind="mentioned", data={"by": by.handle, "title": topic.title}, about=about, at=at,
        key_prefix=f"mentioned:{about}",
    )  # fmt: skip
