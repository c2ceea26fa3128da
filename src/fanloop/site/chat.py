"""Live rooms: a page that is whole without a script, and a fragment of what was said since."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.search.finding import find
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.chat import actions, queries
from fanloop.listening.chat.queries import Line, Room
from fanloop.listening.community import queries as community
from fanloop.listening.moderation.actions import screened
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.site import drafts
from fanloop.site.asking import REFUSALS, back, fan_of, members_only, tell
from fanloop.site.links import page_of
from fanloop.site.live_parts import here_of
from fanloop.site.screening import typed_seconds
from fanloop.ui.parts import Crumb


def _room(slug: str) -> Room:
    room = queries.room(slug)
    if room is None:
        raise Http404(_("There is no such room."))
    return room


def _crumbs(room: Room, *more: Crumb) -> list[Crumb]:
    space = Crumb(read(room.space.name), reverse("site:space", args=[room.space.slug]))
    return [
        Crumb(_("Talk"), reverse("site:talk")),
        space,
        Crumb(read(room.name), _address(room) if more else ""),
        *more,
    ]


def _address(room: Room) -> str:
    return reverse("site:room", args=[room.slug])


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    may = _viewer(request).may("community.moderate")
    page = {
        "rooms": queries.rooms(at=clock.now()),
        "may_open": may,
        "crumbs": [Crumb(_("Talk"), reverse("site:talk")), Crumb(_("Rooms"))],
    }
    return render(request, "site/chat/list.html", page)


@require_safe
def room(request: HttpRequest, slug: str) -> HttpResponse:
    where, viewer = _room(slug), _viewer(request)
    page = {
        "room": where, "name": read(where.name), "ref": f"{queries.ROOM}:{where.id}", "crumbs": _crumbs(where),
        "lines": queries.newest(where, viewer=viewer, at=clock.now()), "today": timezone.localdate(clock.now()),
        "may_close": viewer.may("community.moderate"), **here_of(request, f"{queries.ROOM}:{where.id}"),
    }  # fmt: skip
    return render(request, "site/chat/room.html", page)


@require_safe
def after(request: HttpRequest, slug: str) -> HttpResponse:
    """What an open page lacks: lines after the last one it has, and older ones that were mended or hidden."""
    return _since(request, _room(slug))


def _since(request: HttpRequest, where: Room) -> HttpResponse:
    asked = request.POST.get("after") or request.GET.get("after", "0")
    last, viewer = int(asked) if asked.isdecimal() and len(asked) < 19 else 0, _viewer(request)
    page = {
        "room": where, "lines": queries.after(where, last, viewer=viewer, at=clock.now()),
        "changed": queries.changed(where, last, viewer=viewer, at=clock.now()),
    }  # fmt: skip
    return render(request, "site/chat/fragment.html", page)


@require_POST
@members_only
def say(request: HttpRequest, slug: str) -> HttpResponse:
    where, words = _room(slug), request.POST.get("words", "")
    try:
        line = _said(where, fan_of(request), words, typed_seconds(request))
    except REFUSALS as problem:
        return refused(request, problem, back(request, _address(where)))
    if request.headers.get("HX-Request"):
        return _since(request, where)
    return redirect(f"{back(request, _address(where)).partition('#')[0]}#l{line.id}")


def _said(where: Room, fan: Fan, words: str, typed: float | None) -> Line:
    """Past the gate that every public write passes, which may hold it back for a moderator."""
    at = clock.now()
    line, _held = screened(
        by=fan, text=words, act="chat", scope=f"{community.SPACE}:{where.space_id}", at=at,
        typed_seconds=typed,
        write=lambda: actions.say(room=where, author=fan, words=words, at=at),
    )  # fmt: skip
    return line


def refused(request: HttpRequest, problem: ValueError, address: str) -> HttpResponse:
    """A script shows the sentence beside the words, which stay; without one both stand on the next page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    drafts.hand_back(request, request.POST.get("words", ""))
    tell(request, problem)
    return redirect(address)


class WordsForm(forms.Form):
    """A line to mend."""

    words = forms.CharField(
        label=gettext_lazy("Your line"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


@members_only
def mend(request: HttpRequest, line_id: int) -> HttpResponse:
    line = queries.line(line_id)
    if line is None or line.author_id != _viewer(request).fan_id:
        raise Http404
    form = WordsForm(request.POST or None, initial={"words": line.words})
    if request.method == "POST" and form.is_valid():
        try:
            actions.mend(line=line, by=fan_of(request), words=form.cleaned_data["words"], at=clock.now())
        except REFUSALS as problem:
            tell(request, problem)
        return redirect(f"{_address(line.room)}#l{line.id}")
    page = {"form": form, "room": line.room, "crumbs": _crumbs(line.room, Crumb(_("Mend a line")))}
    return render(request, "site/chat/mend.html", page)


@require_safe
def day(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    where, viewer = _room(slug), _viewer(request)
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    days = queries.days(where)
    page = {
        "room": where, "name": read(where.name), "day": asked, "crumbs": _crumbs(where, Crumb(day_words(asked, "dated"))),
        "lines": queries.on_day(where, asked, viewer=viewer, at=clock.now()),
        "earlier": max((each for each in days if each < asked), default=None),
        "later": min((each for each in days if each > asked), default=None),
    }  # fmt: skip
    return render(request, "site/chat/day.html", page)


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of a room, and a search in what was said there."""
    where, asked = _room(slug), request.GET.get("q", "").strip()[:200]
    page = {
        "room": where, "name": read(where.name), "q": asked, "days": queries.days(where),
        "finds": _finds(request, where, asked), "crumbs": _crumbs(where, Crumb(_("History"))),
    }  # fmt: skip
    return render(request, "site/chat/history.html", page)


def _finds(request: HttpRequest, where: Room, asked: str) -> list[Any]:
    if not asked:
        return []
    hits = find(asked, viewer=_viewer(request), kinds=[queries.LINE], limit=100)
    ids = {int(hit.ref.rpartition(":")[2]): hit for hit in hits}
    here = {line_id for line_id, line in queries.lines_by_ids(ids).items() if line.room_id == where.id}
    return [hit for line_id, hit in ids.items() if line_id in here][:40]


@require_POST
@members_only
def be_seen(request: HttpRequest) -> HttpResponse:
    """A member of the maker chooses whether pages say that they are here."""
    member = _member(request)
    if request.POST.get("want") == "1":
        actions.lift_veil(member=member, at=clock.now())
    else:
        actions.veil(member=member, at=clock.now())
    return redirect(back(request, reverse("site:rooms")))


@members_only
def new_room(request: HttpRequest) -> HttpResponse:
    """Who keeps order opens rooms."""
    member = _keeper(request)
    form = RoomForm(request.POST or None, initial={"space": request.GET.get("space", "")})
    if request.method == "POST" and form.is_valid() and (row := _opened(form, member)):
        return redirect(_address(row))
    crumbs = [Crumb(_("Rooms"), reverse("site:rooms")), Crumb(_("New room"))]
    return render(request, "site/chat/new.html", {"form": form, "crumbs": crumbs})


def _opened(form: forms.Form, member: Member) -> Room | None:
    """The new room, or nothing and a sentence beside the address."""
    said: dict[str, Any] = form.cleaned_data
    space = community.space(said["space"])
    assert space is not None, "the form offers spaces that exist"
    try:
        return actions.open_room(space=space, slug=said["slug"], name=said["name"], by=member, at=clock.now())
    except REFUSALS as problem:
        form.add_error("slug", str(problem))
        return None


class RoomForm(forms.Form):
    """A space, a name, an address."""

    space = forms.ChoiceField(label=gettext_lazy("Space"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=60,
        help_text=gettext_lazy("Letters, digits and hyphens, as in /chat/friday-evening."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].choices = [(row.space.slug, row.name) for row in community.spaces()]  # type: ignore[attr-defined]


@require_POST
@members_only
def close(request: HttpRequest, slug: str) -> HttpResponse:
    where, member = _room(slug), _keeper(request)
    if request.POST.get("want") == "1":
        actions.close_room(room=where, by=member, at=clock.now())
        messages.success(request, _("The room is closed. What was said stays."))
    else:
        actions.reopen_room(room=where, at=clock.now())
    return redirect(_address(where))


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def _member(request: HttpRequest) -> Member:
    member = team.member_of(_viewer(request).fan_id)
    if member is None:
        raise Http404
    return member


def _keeper(request: HttpRequest) -> Member:
    if not _viewer(request).may("community.moderate"):
        raise Http404
    return _member(request)


@page_of(queries.ROOM)
def room_address(room_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- rooms are public
    row = queries.room_by_id(room_id)
    return _address(row) if row else ""


@page_of(queries.LINE)
def line_address(line_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    row = queries.line(line_id)
    if row is None:
        return ""
    day = timezone.localtime(row.at).date().isoformat()
    return f"{reverse('site:room_day', args=[row.room.slug, day])}#l{row.id}"


urlpatterns = [
    path("chat", rooms, name="rooms"),
    path("chat/new", new_room, name="new_room"),
    path("chat/seen", be_seen, name="be_seen"),
    path("chat/lines/<int:line_id>/mend", mend, name="mend_line"),
    path("chat/<slug:slug>", room, name="room"),
    path("chat/<slug:slug>/say", say, name="say"),
    path("chat/<slug:slug>/after", after, name="room_after"),
    path("chat/<slug:slug>/close", close, name="close_room"),
    path("chat/<slug:slug>/history", history, name="room_history"),
    path("chat/<slug:slug>/<str:day>", day, name="room_day"),
]
