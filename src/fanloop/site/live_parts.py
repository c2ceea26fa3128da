"""Small parts that pages fetch when something moved: who is here, how many replies are new, which topics moved.

A page that belongs to a space adds `around(request, space)` to its context and includes `site/live/here.html` and
`site/chat/rooms.html`. A topic's page includes `site/live/new_replies.html` with `ref`, `topic` and `last_id` in a part called `replies`; a
list of topics, in a part called `list`, includes `site/live/moved_topics.html` with `since` and, of one space, `slug`.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.live import sealed_here
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.chat import actions, queries
from fanloop.listening.chat.rules.here import say_here
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import Space
from fanloop.people.team import queries as team

_LONGEST_AGO = timedelta(days=2)


def around(request: HttpRequest, space: Space) -> dict[str, Any]:
    """What a page of a space shows beside its own: its rooms, and who of the maker is here."""
    about = f"{community.SPACE}:{space.id}"
    return {"rooms": queries.rooms(space=space, at=clock.now()), **here_of(request, about)}


def here_of(request: HttpRequest, about: str) -> dict[str, Any]:
    """Who is here; a member who looks is one of them from now on, unless veiled. Fans' presence is kept nowhere."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    member = team.member_of(viewer.fan_id) if viewer.is_staff else None
    if member is None:
        return {"here_about": about, "here": _names(about)}
    veiled = queries.is_veiled(member)
    if not veiled:
        actions.keep_present(who=[(member.id, about)], at=clock.now())
    token = "" if veiled else sealed_here(say_here(member.id, about))
    return {
        "here_about": about,
        "here": _names(about),
        "here_token": token,
        "is_member": True,
        "is_veiled": veiled,
    }


def _names(about: str) -> list[str]:
    kind, number = parse(about)
    if kind == community.SPACE:
        return queries.present_in(number, at=clock.now())
    return queries.present([about], at=clock.now()).get(about, [])


@require_safe
def here(request: HttpRequest, about: str) -> HttpResponse:
    """The line that says who of the maker is here."""
    try:
        names = _names(about)
    except BadRef as problem:
        raise Http404 from problem
    return render(request, "site/live/here.html", {"here": names, "here_about": about, "is_fragment": True})


@require_safe
def new_replies(request: HttpRequest, topic_id: int) -> HttpResponse:
    """How many replies came since the last one on the reader's page, and the way to the first of them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row, last = community.topic(topic_id, viewer), request.GET.get("after", "0")
    if row is None or not last.isdecimal():
        raise Http404
    fresh = community.replies_after(row, int(last), viewer=viewer)
    page = {"topic": row, "ref": f"{community.TOPIC}:{row.id}", "last_id": last, "fresh": len(fresh)}
    first_at = _place(row, fresh[0]) if fresh else ""
    return render(request, "site/live/new_replies.html", page | {"first_at": first_at})


def _place(row: community.Topic, reply_id: int) -> str:
    reply = community.reply(reply_id)
    page = community.page_of(reply) if reply else 1
    return f"{reverse('site:topic', args=[row.id])}?page={page}#r{reply_id}"


@require_safe
def moved_topics(request: HttpRequest) -> HttpResponse:
    """How many topics moved since the reader's list was drawn."""
    asked, slug = request.GET.get("since", ""), request.GET.get("space", "")
    space = community.space(slug) if slug else None
    try:
        since = max(datetime.fromisoformat(asked), clock.now() - _LONGEST_AGO)
    except (ValueError, TypeError):
        raise Http404 from None
    found = {
        "slug": slug,
        "since": asked,
        "fresh": community.moved_since(since, space),
        "at": _where(request),
    }
    return render(request, "site/live/moved_topics.html", found)


def _where(request: HttpRequest) -> str:
    """The list that asks, as htmx names it; the whole talk for anybody else."""
    return request.htmx.current_url_abs_path or reverse("site:talk")  # type: ignore[attr-defined]


urlpatterns = [
    path("live-parts/here/<str:about>", here, name="here"),
    path("live-parts/replies/<int:topic_id>", new_replies, name="new_replies"),
    path("live-parts/topics", moved_topics, name="moved_topics"),
]
