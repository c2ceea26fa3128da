"""Launches at the desk: plan one, publish it, announce while it runs, end it; how many wait for it, and from where."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.events import Moment
from fanloop.desk.guard import needs
from fanloop.desk.tongues import Said, SaidForm, field_of, languages
from fanloop.foundation import clock, files, uploads
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.chat import actions as chat
from fanloop.listening.community import queries as community
from fanloop.listening.events import actions as events
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.launches import queries
from fanloop.selling.launches.actions import Refused, holding, planning
from fanloop.selling.launches.actions.planning import NewLaunch
from fanloop.selling.launches.queries import Launch, LaunchRow
from fanloop.selling.launches.queries import signing as signed
from fanloop.selling.launches.rules.phase import may_announce
from fanloop.things.products import queries as products

REFUSALS = (Refused, events.Refused, chat.Refused, uploads.Unacceptable)
STEPS = {
    "published": gettext_lazy("published"), "begun": gettext_lazy("began"), "over": gettext_lazy("ended"),
    "withdrawn": gettext_lazy("withdrawn"),
}  # fmt: skip
PHASES = {
    "planned": gettext_lazy("not published"), "teaser": gettext_lazy("teaser"), "live": gettext_lazy("live"),
    "replay": gettext_lazy("over"), "withdrawn": gettext_lazy("withdrawn"),
}  # fmt: skip
UTC = ZoneInfo("UTC")


class LaunchForm(SaidForm):
    """Everything that is said of a launch, once a language; moments are in UTC."""

    said: ClassVar[dict[str, Said]] = {
        "title": Said(gettext_lazy("Title"), is_needed=True),
        "teaser": Said(gettext_lazy("Words before"), rows=4, at_most=8_000, is_needed=True),
        "words": Said(gettext_lazy("Words from its moment on"), rows=6, at_most=8_000),
    }

    line = forms.ChoiceField(label=gettext_lazy("Product line"))
    campaign = forms.ChoiceField(
        label=gettext_lazy("Campaign"), required=False,
        help_text=gettext_lazy("Where the page leads from its moment on. It can be chosen later."),
    )  # fmt: skip
    starts_at = Moment(label=gettext_lazy("It begins (UTC)"))
    ends_at = Moment(label=gettext_lazy("It ends (UTC)"))
    space = forms.ChoiceField(
        label=gettext_lazy("Room in the space"), required=False,
        help_text=gettext_lazy("A live room opens there ten minutes before, and closes at the end."),
    )  # fmt: skip
    stream = forms.URLField(
        label=gettext_lazy("Link to the stream"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("A plain link. Nothing of another house is shown inside our page."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer(
            line=[(row.slug, read(row.name)) for row in products.lines()],
            campaign=[("", _("none yet")), *((row.slug, read(row.title)) for row in campaigns.campaigns())],
            space=[("", _("no room")), *((row.space.slug, row.name) for row in community.spaces())],
        )

    def new(self) -> NewLaunch:
        said = self.cleaned_data
        line = products.line(said["line"])
        assert line is not None, "the form offers lines that exist"
        return NewLaunch(
            title=self.words("title"), teaser=self.words("teaser"), words=self.words("words"),
            starts_at=said["starts_at"].replace(tzinfo=UTC), ends_at=said["ends_at"].replace(tzinfo=UTC), line=line,
            campaign=campaigns.campaign(said["campaign"]) if said["campaign"] else None,
            space=community.space(said["space"]) if said["space"] else None, stream=said["stream"],
        )  # fmt: skip


class NewLaunchForm(LaunchForm):
    """A new launch has an address as well, which stays."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"), max_length=60, help_text=gettext_lazy("As in /launch/dawn-clip.")
    )


def _first(row: Launch) -> dict[str, Any]:
    """A launch as its form shows it."""
    moments = {name: getattr(row, name).astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for name in ("starts_at", "ends_at")}  # fmt: skip
    words = {field_of(word, tag): text for word in ("title", "teaser", "words") for tag, text in getattr(row, word).items()}  # fmt: skip
    return {
        **moments, **words, "line": row.line.slug, "stream": row.stream,
        "campaign": row.campaign.slug if row.campaign else "", "space": row.space.slug if row.space else "",
    }  # fmt: skip


def _row(slug: str) -> LaunchRow:
    row = queries.launch(slug, at=clock.now())
    if row is None:
        raise Http404
    return row


@needs("launches.run")
@require_safe
def launches(request: HttpRequest) -> HttpResponse:
    rows = queries.launches(clock.now())
    page = {"rows": [(row, PHASES[row.phase], signed.interest(row.launch.id)) for row in rows]}
    return render(request, "desk/launches/launches.html", page)


@needs("launches.run")
def plan_launch(request: HttpRequest) -> HttpResponse:
    form = NewLaunchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _plan(request, form), REFUSALS)
        if row:
            messages.success(request, _("Written down. Nobody sees it before you publish it."))
            return redirect("desk:launch", row.slug)
    page = {"form": form, "row": None}
    return render(request, "desk/launches/edit.html", page, status=422 if form.errors else 200)


def _plan(request: HttpRequest, form: NewLaunchForm) -> Launch:
    row = planning.plan_launch(
        new=form.new(), slug=form.cleaned_data["slug"].lower(), by=member_of(request), at=clock.now()
    )
    record(request, "launches.plan", ref(row))
    return row


@needs("launches.run")
def change_launch(request: HttpRequest, slug: str) -> HttpResponse:
    row = _row(slug)
    form = LaunchForm(request.POST or None, initial=_first(row.launch))
    is_sent = request.method == "POST" and form.is_valid()
    changed = tried(form, lambda: _change(request, row, form), REFUSALS) if is_sent else None
    if changed:
        messages.success(request, _("Kept. What stood before is kept as well."))
        return redirect("desk:launch", slug)
    page = {"form": form, "row": row}
    return render(request, "desk/launches/edit.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, row: LaunchRow, form: LaunchForm) -> Launch:
    changed = planning.change_launch(launch=row.launch, new=form.new(), by=member_of(request), at=clock.now())
    record(request, "launches.change", row.ref)
    return changed


@needs("launches.run")
@require_safe
def launch(request: HttpRequest, slug: str) -> HttpResponse:
    row, now = _row(slug), clock.now()
    page = {
        "row": row, "launch": row.launch, "phase": PHASES[row.phase], "interest": signed.interest(row.launch.id),
        "steps": [(STEPS[one.step], one) for one in queries.steps_of(row.launch.id)],
        "changes": queries.changes_of(row.launch.id), "announcements": queries.announcements(row.launch.id),
        "pictures": [(files.url_path(one.file), read(one.words), one) for one in queries.pictures(row.launch.id)],
        "tongues": languages(), "may_announce": may_announce(row.phase, starts=row.launch.starts_at, at=now),
        "is_late": row.phase == "planned" and row.launch.starts_at <= now,
    }  # fmt: skip
    return render(request, "desk/launches/launch.html", page)


@needs("launches.run")
@require_POST
def act_on_launch(request: HttpRequest, slug: str) -> HttpResponse:
    """`act`: publish, end or withdraw."""
    row, act = _row(slug), request.POST.get("act", "")
    acts = {"publish": _publish, "end": _end, "withdraw": _withdraw}
    if act not in acts:
        raise Http404

    def do() -> None:
        acts[act](request, row, clock.now())
        record(request, f"launches.{act}", row.ref)

    if told(request, do, REFUSALS):
        messages.success(request, _("Done. The page says so at once."))
    return redirect("desk:launch", slug)


def _publish(request: HttpRequest, row: LaunchRow, at: datetime) -> None:
    root = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    page = root + reverse("site:launch", args=[row.launch.slug])
    is_event = request.POST.get("event") == "1"
    planning.publish(launch=row.launch, by=member_of(request), at=at, page=page if is_event else "")


def _end(request: HttpRequest, row: LaunchRow, at: datetime) -> None:
    holding.end(launch=row.launch, by=member_of(request), at=at)


def _withdraw(request: HttpRequest, row: LaunchRow, at: datetime) -> None:
    because = request.POST.get("because", "")
    planning.withdraw_launch(launch=row.launch, because=because, by=member_of(request), at=at)


@needs("launches.run")
@require_POST
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Say something, a field a language; or take one back by its number."""
    row, at, back = _row(slug), clock.now(), request.POST.get("back", "")

    def do() -> None:
        if back:
            found = [one for one in queries.announcements(row.launch.id) if str(one.id) == back]
            for one in found:
                holding.take_back(announcement=one, by=member_of(request), at=at)
            record(request, "launches.take_back", row.ref)
        else:
            said = {tag: request.POST.get(f"words_{tag}", "") for tag, _tongue in languages()}
            holding.announce(launch=row.launch, words_said=said, by=member_of(request), at=at)
            record(request, "launches.announce", row.ref)

    if told(request, do, REFUSALS):
        messages.success(request, _("Taken back.") if back else _("Said. Open pages show it now."))
    return redirect("desk:launch", slug)


@needs("launches.run")
@require_POST
def launch_pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """Hang a picture, with words for who cannot see it; or take one down by its number."""
    row, down = _row(slug), request.POST.get("down", "")

    def do() -> None:
        if down:
            for one in queries.pictures(row.launch.id):
                if str(one.id) == down:
                    planning.take_picture_down(picture=one, at=clock.now())
        else:
            _hang(request, row)
        record(request, "launches.picture", row.ref)

    if told(request, do, REFUSALS):
        messages.success(request, _("Kept."))
    return redirect("desk:launch", slug)


def _hang(request: HttpRequest, row: LaunchRow) -> None:
    given, at = request.FILES.get("picture"), clock.now()
    if given is None:
        raise Refused(_("Choose a picture first."))
    made = uploads.accepted(given.read(), str(given.name or "picture"))
    kept = files.keep(made.data, name=made.name, content_type=made.content_type, at=at)
    said = {tag: request.POST.get(f"words_{tag}", "").strip() for tag, _tongue in languages()}
    planning.show_picture(
        launch=row.launch, file=kept, words={tag: text for tag, text in said.items() if text}, by=member_of(request), at=at
    )  # fmt: skip


urlpatterns = [
    path("launches", launches, name="launches"),
    path("launches/new", plan_launch, name="plan_launch"),
    path("launches/<slug:slug>", launch, name="launch"),
    path("launches/<slug:slug>/change", change_launch, name="change_launch"),
    path("launches/<slug:slug>/act", act_on_launch, name="act_on_launch"),
    path("launches/<slug:slug>/announce", announce, name="announce"),
    path("launches/<slug:slug>/pictures", launch_pictures, name="launch_pictures"),
]
