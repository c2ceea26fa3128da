"""Launches for fans: the teaser, the launch page with its room, and the replay, all at one address."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanloop.foundation import clock, files, limits
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.chat import queries as chat
from fanloop.people.fans.queries import Fan
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.launches import queries
from fanloop.selling.launches.actions import Refused, signing
from fanloop.selling.launches.queries import LaunchRow
from fanloop.selling.launches.queries import signing as signed
from fanloop.selling.launches.rules.consent import LAUNCHES
from fanloop.site.consents import ticked, words_of
from fanloop.site.launch_letters import read_sign_up
from fanloop.site.links import page_of
from fanloop.site.live_parts import here_of
from fanloop.site.share import FRESH_SECONDS
from fanloop.ui import words
from fanloop.ui.parts import Crumb, Tab
from fanloop.ui.share_image import Share, draw

MOST, WINDOW, LETTERS_A_DAY = 12, 600, 3
"""Sign-ups of one address of the net in ten minutes, and letters to one address of a person in a day."""


class TellForm(forms.Form):
    """How to be told, and how many one would like; a wish binds nobody. `website` is for machines."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"), max_length=254,
        help_text=gettext_lazy("A letter comes with a link. It counts once you have opened it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    wish = forms.IntegerField(
        label=gettext_lazy("How many would you like?"), min_value=0, max_value=99, required=False,
        help_text=gettext_lazy("It binds nobody. It tells us how many to plan for."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_fan: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if is_fan:
            del self.fields["email"]


@require_safe
def launches(request: HttpRequest) -> HttpResponse:
    rows = queries.published(clock.now())
    here, events = reverse("site:launches"), reverse("site:events")
    page = {
        "tabs": [
            Tab(_("To come"), events),
            Tab(_("Past"), f"{events}?when=past"),
            Tab(_("Launches"), here, True),
        ],
        "ahead": [row for row in rows if row.phase != "replay"],
        "past": [row for row in rows if row.phase == "replay"],
        "may_run": _viewer(request).may("launches.run"),
    }
    return render(request, "site/launches/launches.html", page)


def _row(request: HttpRequest, slug: str) -> LaunchRow:
    """A launch this viewer may see: the desk sees what is planned as well."""
    row = queries.launch(slug, at=clock.now())
    may_see = row is not None and (row.is_public or _viewer(request).may("launches.run"))
    if row is None or not may_see:
        raise Http404(_("There is no such launch."))
    return row


@require_safe
def launch(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "site/launches/launch.html", _page(request, _row(request, slug)))


def _page(request: HttpRequest, row: LaunchRow, form: TellForm | None = None) -> dict[str, Any]:
    """Everything the page shows of a launch; at its moment the same address shows another page."""
    viewer, now = _viewer(request), clock.now()
    mine = signed.mine(row.launch.id, viewer.fan_id)
    is_fan = viewer.fan_id is not None
    return {
        "row": row, "launch": row.launch, "now": now, "pictures": [(files.url_path(one.file), read(one.words), one) for one in queries.pictures(row.launch.id)],
        "interest": signed.interest(row.launch.id), "mine": mine, "announcements": queries.announcements(row.launch.id),
        "form": form or TellForm(initial={"wish": mine.wish if mine and mine.wish else None}, is_fan=is_fan),
        "agrees": words_of(LAUNCHES), "share": _share(request, row), "steps": queries.steps_of(row.launch.id),
        "moved": [one for one in queries.changes_of(row.launch.id) if "starts_at" in one.before],
        "campaign": _campaign(row, now), "may_run": viewer.may("launches.run"), **_talk(request, row),
        "crumbs": [Crumb(_("Launches"), reverse("site:launches")), Crumb(row.title)],
    }  # fmt: skip


def _campaign(row: LaunchRow, now: Any) -> campaigns.Progress | None:
    return campaigns.progress(row.launch.campaign, now) if row.launch.campaign else None


def _talk(request: HttpRequest, row: LaunchRow) -> dict[str, Any]:
    """Its room, as the page of a room shows it."""
    room, viewer, now = row.launch.room, _viewer(request), clock.now()
    if room is None:
        return {"room": None}
    about = f"{chat.ROOM}:{room.id}"
    return {
        "room": room, "name": read(room.name), "ref": about, "today": timezone.localdate(now),
        "lines": chat.newest(room, viewer=viewer, at=now), **here_of(request, about),
    }  # fmt: skip


@require_safe
def announcements(request: HttpRequest, slug: str) -> HttpResponse:
    """The timeline, for pages that are open."""
    row = _row(request, slug)
    page = {"launch": row.launch, "row": row, "announcements": queries.announcements(row.launch.id)}
    return render(request, "site/launches/announcements.html", page)


@require_safe
def turned(request: HttpRequest, slug: str) -> HttpResponse:
    """Asked by open pages when something moved: a page of another phase is loaded anew."""
    row, answer = _row(request, slug), HttpResponse(status=204)
    room = row.launch.room
    if request.GET.get("was") != f"{row.phase}{'+' if room and not room.closed_at else ''}":
        answer.headers["HX-Refresh"] = "true"
        answer.status_code = 200
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def tell_me(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign up, or with `want=0` leave. Whoever has no account is asked by letter whether the address is theirs."""
    row, user = _row(request, slug), request.user
    if isinstance(user, Fan) and request.POST.get("want") == "0":
        mine = signed.mine(row.launch.id, user.id)
        if mine:
            signing.leave(sign_up=mine, at=clock.now())
        messages.success(request, _("You are not told of it any more."))
        return redirect("site:launch", slug)
    form = TellForm(request.POST, is_fan=isinstance(user, Fan))
    if form.is_valid() and _signed(request, row, form):
        return redirect("site:launch", slug)
    return render(request, "site/launches/launch.html", _page(request, row, form), status=422)


def _signed(request: HttpRequest, row: LaunchRow, form: TellForm) -> bool:
    at, user, wish = clock.now(), request.user, form.cleaned_data["wish"] or 0
    agrees = ticked(request.POST, (LAUNCHES,))
    try:
        if isinstance(user, Fan):
            signing.sign_up(launch=row.launch, fan=user, wish=wish, agrees=agrees, at=at)
            messages.success(request, _("You are told when it begins."))
        else:
            _ask(request, row, form.cleaned_data["email"].lower(), wish, agrees)
    except Refused as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _ask(request: HttpRequest, row: LaunchRow, email: str, wish: int, agrees: dict[str, str]) -> None:
    """The answer is the same whoever the address belongs to: nobody learns here who signed up."""
    at = clock.now()
    if limits.spend(f"launch:{request.META.get('REMOTE_ADDR', '')}", most=MOST, seconds=WINDOW, at=at):
        raise Refused(_("That is a lot at once. Please try again in some minutes."))
    is_quiet = bool(request.POST.get("website")) or limits.spend(
        f"launch-letter:{email}", most=LETTERS_A_DAY, seconds=86_400, at=at
    )
    if not is_quiet:
        signing.ask_by_address(
            launch=row.launch, email=email, language=get_language() or "en", market=markets.market(request.POST.get("market", "")),
            wish=wish, agrees=agrees, at=at,
        )  # fmt: skip
    messages.success(request, _("Look into your letters: one asks whether the address is yours."))


def _sign_up(token: str) -> signed.SignUp:
    told = read_sign_up(token)
    found = signed.sign_up(told) if told is not None else None
    if found is None:
        raise Http404(_("This link does not belong to anybody here any more."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_launch(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter that asks. One button, since programs open links that nobody has clicked."""
    row, problem = _sign_up(token), ""
    if request.method == "POST":
        try:
            signing.confirm(sign_up=row, at=clock.now())
            messages.success(request, _("You are told when it begins."))
            return redirect("site:launch", row.launch.slug)
        except Refused as refused:
            problem = str(refused)
    page = {"launch": row.launch, "sign_up": row, "problem": problem}
    return render(request, "site/launches/confirm.html", page, status=422 if problem else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_launch(request: HttpRequest, token: str) -> HttpResponse:
    """Not told any more: by a mail program itself (RFC 8058), or by one button."""
    row = _sign_up(token)
    if request.method == "POST":
        signing.leave(sign_up=row, at=clock.now())
    page = {"launch": row.launch, "done": request.method == "POST" or row.left_at}
    return render(request, "site/launches/leave.html", page)


def _share(request: HttpRequest, row: LaunchRow) -> Share:
    image = request.build_absolute_uri(reverse("site:launch_share", args=[row.launch.slug]))
    return Share(row.title, row.words[:200], f"{image}?language={get_language() or 'en'}")


@require_safe
def launch_share(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture other sites show: the title, its words, and its moment or how many wait for it."""
    row, asked = _row(request, slug), request.GET.get("language", "")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        key = f"share:launch:{row.launch.id}:{row.phase}:{get_language()}"
        image = cache.get_or_set(key, lambda: _drawn(row), FRESH_SECONDS)
    response = HttpResponse(image, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _drawn(row: LaunchRow) -> bytes:
    maker, people = team.maker(), signed.interest(row.launch.id).people
    waiting = ngettext("%(n)s person waits for it", "%(n)s people wait for it", people) % {
        "n": words.figure(people)
    }
    moment = words.when(row.launch.starts_at, clock.now())
    below = f"{moment} · {waiting}" if row.phase == "teaser" and people else moment
    said = read(
        row.launch.teaser if row.phase in {"planned", "teaser"} else row.launch.words or row.launch.teaser
    )
    return draw(maker=maker.name if maker else "", title=read(row.launch.title), text=said, below=below)


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


@page_of(queries.LAUNCH)
def launch_address(launch_id: int, viewer: Viewer) -> str:
    row = queries.launch_by_id(launch_id, at=clock.now())
    may_see = row is not None and (row.is_public or viewer.may("launches.run"))
    return reverse("site:launch", args=[row.launch.slug]) if row and may_see else ""


urlpatterns = [
    path("launches", launches, name="launches"),
    path("launch/confirm/<str:token>", confirm_launch, name="confirm_launch"),
    path("launch/leave/<str:token>", leave_launch, name="leave_launch"),
    path("launch/<slug:slug>", launch, name="launch"),
    path("launch/<slug:slug>/tell-me", tell_me, name="tell_me"),
    path("launch/<slug:slug>/announcements", announcements, name="announcements"),
    path("launch/<slug:slug>/turned", turned, name="launch_turned"),
    path("launch/<slug:slug>/share.png", launch_share, name="launch_share"),
]
