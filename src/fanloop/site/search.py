"""One search over all that a reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from fanloop.foundation import clock, limits, trail
from fanloop.foundation.refs import parse
from fanloop.foundation.search import finding, meant
from fanloop.foundation.search.asked import Asked
from fanloop.foundation.search.finding import Hit, Narrow, Question
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries.finding import first_saying
from fanloop.listening.moderation.queries import hidden_now
from fanloop.site.asking import page_number
from fanloop.site.known import known_by_name
from fanloop.site.looking import ROOMS, Look, choices, in_room, look_of, narrow_of, rooms_named
from fanloop.ui.parts import Tab

SIZE, TITLES = 20, 7
DEEPEST = 50
MANY_TITLES = ("voices.need", "beta.programme")


@dataclass(frozen=True)
class Find:
    """A hit with the name of its kind and the reference it leads to: a topic's reply, if it was said there."""

    hit: Hit
    label: str
    ref: str


@dataclass(frozen=True)
class Found:
    """An answer: what was found, what was asked instead, and whether it only comes close."""

    hits: list[Hit]
    question: Question
    instead: Asked | None = None
    offered: Asked | None = None
    is_close: bool = False
    counts: dict[str, int] | None = field(default_factory=dict)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    viewer, look, now = _viewer(request), look_of(request), clock.now()
    if look.q and (wait := _wait(request, viewer, now)):
        return _busy(request, wait)
    number = min(page_number(request), DEEPEST)
    narrow = narrow_of(look, viewer, now)
    found = answer(look, viewer, narrow, number) if narrow else None
    page = {
        "look": look, "asked": look.q, "is_asked": bool(look.q or look.is_narrowed), "choices": choices(viewer),
        "finds": finds(found, viewer) if found else [], "found": found, "tabs": _tabs(look, found),
        "known": known_by_name(look.asked.text, viewer) if number == 1 and not look.room else [],
        "before": look.href(number - 1) if number > 1 else "", "again": _again(look, found),
        "after": look.href(number + 1) if found and len(found.hits) > SIZE and number < DEEPEST else "",
    }  # fmt: skip
    return render(request, "site/search/search.html", page)


def answer(look: Look, viewer: Viewer, narrow: Narrow, number: int = 1) -> Found:
    """What is there for it; where there is little, what may have been meant."""
    asked = finding.question(look.asked)
    found = _found(asked, look, viewer, narrow, number)
    if look.exactly or number > 1 or len(found.hits) >= meant.FEW or not look.asked.words:
        return found
    if better := meant.meant(look.asked, viewer=viewer):
        if found.hits:
            return replace(found, offered=better)
        other = _found(finding.question(better), look, viewer, narrow, number)
        return replace(other, instead=better) if other.hits else found
    if found.hits:
        return found
    near = meant.close(look.asked, viewer=viewer, narrow=in_room(narrow, look.room), limit=SIZE)
    return replace(found, hits=near, is_close=bool(near))


def _found(asked: Question, look: Look, viewer: Viewer, narrow: Narrow, number: int) -> Found:
    hits = finding.hits(
        asked, viewer=viewer, narrow=in_room(narrow, look.room), limit=SIZE + 1, offset=SIZE * (number - 1)
    )
    return Found(hits, asked, counts=finding.counts(asked, viewer=viewer, narrow=narrow))


def finds(found: Found, viewer: Viewer) -> list[Find]:
    """Hits as they are shown; what moderators have just hidden is left out, though the index may still hold it."""
    hits = found.hits[:SIZE]
    hidden = set() if viewer.may("community.moderate") else hidden_now(hit.ref for hit in hits)
    topics = [parse(hit.ref).id for hit in hits if hit.ref.startswith(f"{community.TOPIC}:")]
    said = first_saying(topics, found.question)
    return [_find(hit, said) for hit in hits if hit.ref not in hidden]


def _find(hit: Hit, said: dict[int, tuple[int, str]]) -> Find:
    kind, number = parse(hit.ref)
    label = trail.label_of(kind)
    if kind in MANY_TITLES:
        return Find(replace(hit, marked=_one_title(hit.marked)), label, hit.ref)
    if kind != community.TOPIC or number not in said:
        return Find(hit, label, hit.ref)
    reply_id, words = said[number]
    return Find(replace(hit, excerpt=words), trail.label_of(community.REPLY), f"{community.REPLY}:{reply_id}")


def _one_title(marked: str) -> str:
    """Some things are known by their titles in all languages; the one that was found is shown."""
    every = marked.split(" · ")
    return next((title for title in every if "⟦" in title), every[0])


@require_safe
def titles(request: HttpRequest) -> HttpResponse:
    """The first titles while somebody types; the last word is only begun."""
    viewer, look, now = _viewer(request), look_of(request), clock.now()
    narrow = narrow_of(look, viewer, now)
    if not look.asked.text or narrow is None or _wait(request, viewer, now, share=4):
        return HttpResponse()
    asked = finding.question(look.asked, typing=True)
    found = Found(finding.hits(asked, viewer=viewer, narrow=in_room(narrow, look.room), limit=TITLES), asked)
    page = {
        "finds": [
            find
            for find in finds(replace(found, question=Question(look.asked, "")), viewer)
            if find.hit.title
        ]
    }
    return render(
        request, "site/search/titles.html", page | {"known": known_by_name(look.asked.text, viewer)[:3]}
    )


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _wait(request: HttpRequest, viewer: Viewer, now: datetime, *, share: int = 1) -> int:
    """Seconds to wait for somebody without a name who asks too often; titles while typing cost a share of a search."""
    most = settings.SEARCHES_A_MINUTE * share
    if viewer.fan_id is not None or not most:
        return 0
    return limits.spend(
        f"search:{share}:{request.META.get('REMOTE_ADDR', '')}", most=most, seconds=60, at=now
    )


def _busy(request: HttpRequest, wait: int) -> HttpResponse:
    page = render(request, "site/search/busy.html", {"wait": wait}, status=429)
    page["Retry-After"] = str(wait)
    return page


def _again(look: Look, found: Found | None) -> dict[str, str]:
    """The other question and its address, where there is one."""
    other = found and (found.instead or found.offered)
    if not other:
        return {}
    return {"words": other.text, "href": look.href(q=other.text), "exactly": look.href(exactly="1")}


def _tabs(look: Look, found: Found | None) -> list[Tab]:
    counts = found.counts if found else {}
    return [
        Tab(label, look.href(room=name), name == look.room, _count(counts, name))
        for name, label in rooms_named().items()
        if name == look.room or not counts or _count(counts, name)
    ]


def _count(counts: dict[str, int] | None, room: str) -> int | None:
    """How many a room holds; None where they are not counted."""
    if not counts:
        return None
    return sum(counts.values()) if not room else sum(counts.get(kind, 0) for kind in _kinds(room))


def _kinds(room: str) -> Sequence[str]:
    return ROOMS[room]


urlpatterns = [path("search", search, name="search"), path("search/titles", titles, name="search_titles")]
