"""Challenges for fans: what is asked, the pictures, taking part, voting, and who may show what."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import queries as team
from fanloop.selling.challenges import actions, queries
from fanloop.selling.challenges.queries import Challenge, ChallengeRow, EntryRow
from fanloop.site.asking import fan_of, members_only, page_number, tell
from fanloop.site.links import page_of
from fanloop.ui.parts import Crumb, Tab, Vote
from fanloop.ui.share_image import Share, draw

FRESH_SECONDS = 300


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def found(slug: str) -> ChallengeRow:
    row = queries.challenge(slug, clock.now())
    if row is None:
        raise Http404(_("There is no such challenge."))
    return row


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    rows = queries.challenges(clock.now())
    page = {
        "ahead": [row for row in rows if row.phase in {"open", "soon"}],
        "past": [row for row in rows if row.phase in {"over", "withdrawn"}],
        "may_run": viewer_of(request).may("campaigns.open"),
    }
    return render(request, "site/challenges/challenges.html", page)


@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    row, viewer, liked = found(slug), viewer_of(request), request.GET.get("sort") == "liked"
    here = reverse("site:challenge", args=[slug])
    wall = queries.entries(row.challenge.id, viewer=viewer, page=page_number(request), liked=liked)
    page = {
        "row": row, "wall": with_votes(wall.rows, row, viewer), "page": wall.page, "mine": queries.mine(row.challenge.id, viewer),
        "winners": queries.winners(row.challenge.id, viewer=viewer), "share": _share(request, row.challenge),
        "tabs": [Tab(_("Newest"), here, not liked), Tab(_("Most liked"), f"{here}?sort=liked", liked)],
        "crumbs": [Crumb(_("Challenges"), reverse("site:challenges")), Crumb(row.title)], "may_run": viewer.may("campaigns.open"),
    }  # fmt: skip
    return render(request, "site/challenges/challenge.html", page)


def with_votes(rows: list[EntryRow], row: ChallengeRow, viewer: Viewer) -> list[tuple[EntryRow, Vote]]:
    return [(each, vote_of(each, viewer, is_open=row.is_open)) for each in rows]


def vote_of(row: EntryRow, viewer: Viewer, *, is_open: bool) -> Vote:
    """As this reader may give it: a count alone for one's own, and once it is over."""
    may = is_open and row.entry.fan_id != viewer.fan_id and not row.is_hidden
    href = reverse("site:vote_entry", args=[row.entry.id]) if may else ""
    return Vote(row.votes, name_of(row), href, row.has_my_vote)


def name_of(row: EntryRow) -> str:
    return _("A picture by %(name)s") % {"name": row.entry.fan.shown_name}


@require_safe
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    row = _entry(entry_id, viewer)
    of = found(row.entry.challenge.slug)
    page = {
        "one": row, "row": of, "vote": vote_of(row, viewer, is_open=of.is_open), "is_mine": row.entry.fan_id == viewer.fan_id,
        "may_moderate": viewer.may("community.moderate"), "title": name_of(row),
        "crumbs": [Crumb(_("Challenges"), reverse("site:challenges")), Crumb(of.title, reverse("site:challenge", args=[of.challenge.slug])), Crumb(row.entry.fan.shown_name)],
    }  # fmt: skip
    return render(request, "site/challenges/entry.html", page)


def _entry(entry_id: int, viewer: Viewer) -> EntryRow:
    row = queries.entry(entry_id, viewer=viewer)
    if row is None:
        raise Http404(_("There is no such picture."))
    return row


@require_POST
@members_only
def vote(request: HttpRequest, entry_id: int) -> HttpResponse:
    """`want=1` likes it, `want=0` takes that back."""
    row = _entry(entry_id, viewer_of(request))
    act = actions.vote if request.POST.get("want", "1") == "1" else actions.withdraw_vote
    return _acted(request, row, lambda: act(entry=row.entry, by=fan_of(request), at=clock.now()), "")


@require_POST
@members_only
def use(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Its author lets the maker show it elsewhere with `want=1`, or no longer with `want=0`."""
    row = _entry(entry_id, viewer_of(request))
    if request.POST.get("want") == "1":
        said = _("Thank you. It may be shown on campaign pages and to the press, until you say otherwise.")
        return _acted(
            request, row, lambda: actions.allow_use(entry=row.entry, by=fan_of(request), at=clock.now()), said
        )
    said = _("Taken off every campaign page now. It stays in the challenge.")
    return _acted(
        request, row, lambda: actions.withdraw_use(entry=row.entry, by=fan_of(request), at=clock.now()), said
    )


@require_POST
@members_only
def take_back(request: HttpRequest, entry_id: int) -> HttpResponse:
    row = _entry(entry_id, viewer_of(request))
    try:
        actions.take_back(entry=row.entry, by=fan_of(request), at=clock.now())
    except actions.Refused as problem:
        tell(request, problem)
        return redirect("site:entry", entry_id)
    messages.success(request, _("It is gone, from here and from every page of ours."))
    return redirect("site:challenge", row.entry.challenge.slug)


def _acted(request: HttpRequest, row: EntryRow, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except actions.Refused as problem:
        tell(request, problem)
    else:
        if said:
            messages.success(request, said)
    return redirect("site:entry", row.entry.id)


def _share(request: HttpRequest, row: Challenge) -> Share:
    image = request.build_absolute_uri(reverse("site:challenge_share", args=[row.slug]))
    return Share(read(row.title), read(row.words)[:200], f"{image}?language={get_language() or 'en'}")


@require_safe
def challenge_share(request: HttpRequest, slug: str) -> HttpResponse:
    """What other sites show of a challenge: its words and its tag, and nobody's picture."""
    row, asked = found(slug).challenge, request.GET.get("language", "")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        image = cache.get_or_set(f"challenge:{row.id}:{get_language()}", lambda: _drawn(row), FRESH_SECONDS)
    response = HttpResponse(image, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _drawn(row: Challenge) -> bytes:
    maker = team.maker()
    return draw(
        maker=maker.name if maker else "", title=read(row.title), text=read(row.words), below=f"#{row.tag}"
    )


@page_of("challenges.challenge")
def challenge_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- challenges are public
    row = queries.challenge_by_id(id_)
    return reverse("site:challenge", args=[row.slug]) if row else ""


@page_of("challenges.entry")
def entry_page(id_: int, viewer: Viewer) -> str:
    return reverse("site:entry", args=[id_]) if queries.entry(id_, viewer=viewer) else ""


urlpatterns = [
    path("challenges", challenges, name="challenges"),
    path("challenges/<slug:slug>", challenge, name="challenge"),
    path("challenges/<slug:slug>/share.png", challenge_share, name="challenge_share"),
    path("challenges/entries/<int:entry_id>", entry, name="entry"),
    path("challenges/entries/<int:entry_id>/vote", vote, name="vote_entry"),
    path("challenges/entries/<int:entry_id>/use", use, name="use_entry"),
    path("challenges/entries/<int:entry_id>/take-back", take_back, name="take_entry_back"),
]
