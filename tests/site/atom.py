"""A small judge of Atom: what RFC 4287 demands of a feed and its entries."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[^\s<>]+")


def judged(data: bytes) -> ET.Element:
    """The feed, if it is one: sections 4.1.1 and 4.1.2, ids of RFC 4151, dates of RFC 3339."""
    feed = ET.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    _once(feed, "id", "title", "updated")
    assert len([link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]) == 1
    entries = feed.findall(f"{ATOM}entry")
    assert feed.find(f"{ATOM}author/{ATOM}name").text or all(
        one.find(f"{ATOM}author") is not None for one in entries
    )
    for one in entries:
        _once(one, "id", "title", "updated")
        assert [link.get("rel") for link in one.findall(f"{ATOM}link")] == ["alternate"]
        content = one.find(f"{ATOM}content")
        assert content is None or (content.get("type") == "html" and len(content) == 0)
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    for link in feed.iter(f"{ATOM}link"):
        assert urlsplit(link.get("href", "")).scheme in {"http", "https"}
    moments = [one.findtext(f"{ATOM}updated") for one in entries]
    assert not moments or feed.findtext(f"{ATOM}updated") == max(moments)
    return feed


def titles(feed: ET.Element) -> list[str]:
    return [one.findtext(f"{ATOM}title") or "" for one in feed.findall(f"{ATOM}entry")]


def _once(element: ET.Element, *names: str) -> None:
    for name in names:
        assert len(element.findall(f"{ATOM}{name}")) == 1, name
    assert _TAG.fullmatch(element.findtext(f"{ATOM}id") or "")
    assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo
