"""What a fan follows, mutes, keeps and reacts to: the buttons under things, and the two pages that list them."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock, trail
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import actions, queries
from fanloop.listening.attention.queries import Kept
from fanloop.listening.attention.rules.refusals import Refused
from fanloop.listening.attention.rules.signs import SIGNS
from fanloop.listening.moderation import ports as moderation
from fanloop.site.asking import back, fan_of, members_only, tell
from fanloop.site.links import has_page


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def around(viewer: Viewer, about: str, abouts: Collection[str] = ()) -> dict[str, Any]:
    """What `topic_acts.html` and `reactions.html` draw: how the viewer stands to `about`, and the signs on it and
    on the posts below it. Three queries, two for somebody who has not logged in.
    """
    return {
        "manner": queries.following(viewer.fan_id, [about]).get(about, ""),
        "is_kept": queries.is_kept(viewer.fan_id, about),
        "reactions": queries.reactions({about, *abouts}, viewer),
    }


def came_today(request: HttpRequest) -> None:
    """Note a visit, once a day and session: levels count days."""
    today = clock.now().date().isoformat()
    if request.user.is_authenticated and request.session.get("came") != today:
        request.session["came"] = today
        actions.visit(fan=fan_of(request), at=clock.now())


def _seen(request: HttpRequest, about: str) -> str:
    """A reference that this viewer can see and open. Raises Http404."""
    try:
        kind, _number = parse(about)
    except BadRef:
        raise Http404 from None
    if not has_page(kind) or about not in trail.describe([about], viewer=_viewer(request)):
        raise Http404
    return about


@require_POST
@members_only
def follow(request: HttpRequest) -> HttpResponse:
    """Follow, mute, or neither: `want` is "follow", "mute" or empty."""
    about, want = _seen(request, request.POST.get("about", "")), request.POST.get("want", "")
    fan, at = fan_of(request), clock.now()
    if want == "follow":
        actions.follow(fan=fan, about=about, at=at, asked=True)
    elif want == "mute":
        actions.mute(fan=fan, about=about, at=at)
    else:
        actions.unfollow(fan=fan, about=about, at=at)
    return _acts(request, about)


@require_POST
@members_only
def keep(request: HttpRequest) -> HttpResponse:
    """Bookmark a thing (`want` = 1) or let it go."""
    about = _seen(request, request.POST.get("about", ""))
    act = actions.bookmark if request.POST.get("want") == "1" else actions.unbookmark
    act(fan=fan_of(request), about=about, at=clock.now())
    return _acts(request, about)


def _acts(request: HttpRequest, about: str) -> HttpResponse:
    """The buttons again where a script asked, else back to the page."""
    if not request.headers.get("HX-Request"):
        return redirect(back(request, reverse("site:follows")))
    page = {"ref": about, **around(_viewer(request), about)}
    return render(request, "site/attention/topic_acts.html", page)


@require_POST
@members_only
def react(request: HttpRequest) -> HttpResponse:
    """Give or take back a sign: `sign` is its name and what is wanted, such as `heart:1`."""
    about = _seen(request, request.POST.get("about", ""))
    sign, _colon, want = request.POST.get("sign", "").partition(":")
    behind = moderation.subjects([about]).get(about)
    if behind is None or sign not in SIGNS:
        raise Http404
    fan, at = fan_of(request), clock.now()
    try:
        if want == "0":
            actions.unreact(fan=fan, about=about, sign=sign, at=at)
        else:
            actions.react(fan=fan, about=about, sign=sign, at=at, author_id=behind.author_id)
    except Refused as problem:
        tell(request, problem)
    return _bar(request, about)


def _bar(request: HttpRequest, about: str) -> HttpResponse:
    """The bar again where a script asked, else back to the page; from the page of all signs, to the post."""
    if request.headers.get("HX-Request"):
        given = queries.reactions([about], _viewer(request)).get(about, [])
        return render(request, "site/attention/reactions.html", {"about": about, "given": given})
    came, post = back(request, ""), reverse("site:go", args=[about])
    return redirect(
        post if not came or came.endswith(reverse("site:signs", args=[about])) else f"{came}#{_anchor(about)}"
    )


def _anchor(about: str) -> str:
    kind, number = parse(about)
    return f"r{number}" if kind.endswith(".reply") else "top"


@require_safe
@members_only
def signs(request: HttpRequest, about: str) -> HttpResponse:
    """All signs one can give to a thing: a part of its page for a script, a small page of its own without."""
    _seen(request, about)
    given = queries.reactions([about], _viewer(request)).get(about, [])
    if request.headers.get("HX-Request"):
        return render(
            request, "site/attention/reactions.html", {"about": about, "given": given, "is_open": True}
        )
    card = trail.describe([about], viewer=_viewer(request))[about]
    return render(request, "site/attention/signs.html", {"about": about, "given": given, "card": card})


@require_POST
@members_only
def catch_up(request: HttpRequest) -> HttpResponse:
    actions.catch_up(fan=fan_of(request), at=clock.now())
    messages.success(request, _("All topics count as read now."))
    return redirect(back(request, reverse("site:talk")))


@login_required
@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    rows = _cards(request, queries.bookmarks(fan_of(request).id))
    return render(request, "site/attention/bookmarks.html", {"rows": rows})


@login_required
@require_safe
def follows(request: HttpRequest) -> HttpResponse:
    rows = _cards(request, queries.follows(fan_of(request).id))
    page = {
        "followed": [row for row in rows if row[0].manner == "follow"],
        "muted": [row for row in rows if row[0].manner == "mute"],
    }
    return render(request, "site/attention/follows.html", page)


def _cards(request: HttpRequest, kept: list[Kept]) -> list[tuple[Kept, trail.Card]]:
    """Each with what can be seen of it; what was hidden since is left out."""
    cards = trail.describe([row.about for row in kept], viewer=_viewer(request))
    return [(row, cards[row.about]) for row in kept if row.about in cards]


urlpatterns = [
    path("attention/follow", follow, name="follow"),
    path("attention/keep", keep, name="keep"),
    path("attention/react", react, name="react"),
    path("attention/signs/<str:about>", signs, name="signs"),
    path("talk/all/read", catch_up, name="catch_up"),
    path("me/bookmarks", bookmarks, name="bookmarks"),
    path("me/follows", follows, name="follows"),
]
