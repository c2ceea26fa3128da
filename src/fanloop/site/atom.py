"""Atom (RFC 4287): a feed as bytes, with pages (RFC 5005) and answers that need not be sent twice."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language

from fanloop.people.team import queries as team

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
SIZE = 25
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OURS = re.compile(r'(<(?:a|img)\b[^<>]*?\s(?:href|src)=")/(?!/)')
"""An address of this house in clean HTML. Many readers do not know `xml:base`."""
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One thing that came. `ref` names it for ever, `href` is its page, `html` its words, clean already."""

    ref: str
    title: str
    href: str
    at: datetime
    changed_at: datetime
    by: str = ""
    html: str = ""


@dataclass(frozen=True)
class Feed:
    """Entries of one page, the newest first; one more than SIZE says that there is another page."""

    name: str
    title: str
    href: str
    entries: Sequence[Entry]
    number: int = 1


def answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    """The feed, or 304 for a reader who has it."""
    root = root_of(request)
    shown = feed.entries[:SIZE]
    updated = max((one.changed_at for one in shown), default=_founded())
    further = _page(request, root, feed.number + 1) if len(feed.entries) > SIZE else ""
    data = _drawn(replace(feed, entries=shown), root, _page(request, root, feed.number), further, updated)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    whole = HttpResponse(data, content_type=CONTENT_TYPE)
    whole["ETag"], whole["Last-Modified"] = tag, http_date(updated.timestamp())
    whole["Cache-Control"] = "max-age=300"
    given = get_conditional_response(
        request, etag=tag, last_modified=int(updated.timestamp()), response=whole
    )
    return given if isinstance(given, HttpResponse) else whole


def root_of(request: HttpRequest) -> str:
    """The address people know the house by."""
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def tag_of(root: str, ref: str) -> str:
    """A name that stays when pages move (RFC 4151): who names, since when they may, and what."""
    host = root.partition("://")[2].partition("/")[0].partition(":")[0] or "fanloop"
    return f"tag:{host},{_founded():%Y-%m-%d}:{ref}"


def _founded() -> datetime:
    maker = team.maker()
    return maker.founded_at if maker else datetime(2026, 1, 1, tzinfo=UTC)


def _page(request: HttpRequest, root: str, number: int) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    if number > 1:
        asked["page"] = str(number)
    return f"{root}{request.path}{'?' if asked else ''}{asked.urlencode()}"


def _drawn(feed: Feed, root: str, here: str, further: str, updated: datetime) -> bytes:
    drawn = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": get_language() or "en", "xml:base": f"{root}/"})
    maker = team.maker()
    _say(drawn, "title", feed.title)
    _say(drawn, "id", tag_of(root, feed.name))
    _say(drawn, "updated", _moment(updated))
    _say(ET.SubElement(drawn, "author"), "name", maker.name if maker else "Fanloop")
    _link(drawn, "alternate", root + feed.href, "text/html")
    _link(drawn, "self", here, "application/atom+xml")
    if further:
        _link(drawn, "next", further, "application/atom+xml")
    for one in feed.entries:
        _entry(ET.SubElement(drawn, "entry"), one, root)
    data: bytes = ET.tostring(drawn, encoding="utf-8", xml_declaration=True)
    return data


def _entry(drawn: ET.Element, one: Entry, root: str) -> None:
    _say(drawn, "title", one.title)
    _say(drawn, "id", tag_of(root, one.ref))
    _say(drawn, "published", _moment(one.at))
    _say(drawn, "updated", _moment(one.changed_at))
    _link(drawn, "alternate", root + one.href, "text/html")
    if one.by:
        _say(ET.SubElement(drawn, "author"), "name", one.by)
    if one.html:
        _say(drawn, "content", _OURS.sub(rf"\1{root}/", one.html)).set("type", "html")


def _say(within: ET.Element, name: str, words: str) -> ET.Element:
    """Characters XML cannot hold are left out; the others are escaped as they are written."""
    said = ET.SubElement(within, name)
    said.text = _NOT_XML.sub("", words)
    return said


def _link(within: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(within, "link", {"rel": rel, "type": kind, "href": _NOT_XML.sub("", href)})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
