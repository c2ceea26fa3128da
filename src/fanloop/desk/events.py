"""Events at the desk: invite, change, cancel; the list of guests, and the door on a phone."""

import csv
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.tongues import languages
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.cells import plain
from fanloop.foundation.text.translated import read
from fanloop.listening.community import queries as community
from fanloop.listening.events import actions, queries
from fanloop.listening.events.queries import Event, EventRow
from fanloop.people.levels.queries import name_of

KINDS = {
    "online": gettext_lazy("Online"),
    "local": gettext_lazy("Meetup"),
    "launch": gettext_lazy("Launch"),
    "festival": gettext_lazy("Festival"),
}


class Moment(forms.DateTimeField):
    """A moment by the clock on the wall; the form knows the time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **more)

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        with timezone.override(ZoneInfo("UTC")):
            return super().to_python(value)


class EventForm(forms.Form):
    """Everything that is said of an event; moments are read in its time zone."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(KINDS.items()), initial="local")
    starts = Moment(label=gettext_lazy("It starts"))
    ends = Moment(label=gettext_lazy("It ends"))
    time_zone = forms.ChoiceField(label=gettext_lazy("By the clock of"), initial="UTC")
    place = forms.CharField(label=gettext_lazy("Place"), max_length=300, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("For what takes place online."),
    )  # fmt: skip
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"), min_value=1, max_value=1_000_000, required=False,
        help_text=gettext_lazy("Empty: enough for everybody."),
    )  # fmt: skip
    kept = forms.IntegerField(
        label=gettext_lazy("Of these, kept for a level"), min_value=0, max_value=1_000_000, required=False
    )
    kept_level = forms.TypedChoiceField(
        label=gettext_lazy("This level and above"), coerce=int, required=False
    )
    kept_until = Moment(label=gettext_lazy("Kept until"), required=False)
    space = forms.ChoiceField(
        label=gettext_lazy("Talk about it in"), required=False,
        help_text=gettext_lazy("A topic is started there."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        asked: dict[str, forms.Field] = {}
        for tag, tongue in languages():
            asked[f"title_{tag}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": tongue}, max_length=140, required=not asked
            )
            asked[f"words_{tag}"] = forms.CharField(
                label=_("Words (%(language)s)") % {"language": tongue}, max_length=10_000, required=False,
                widget=forms.Textarea(attrs={"class": "words", "rows": 5}),
            )  # fmt: skip
        self.fields = asked | self.fields
        self._choices(is_new=is_new)

    def _choices(self, *, is_new: bool) -> None:
        offered = {
            "time_zone": [(zone, zone) for zone in sorted(available_timezones())],
            "kept_level": [("0", "—"), *((str(one), f"{one}, {name_of(one)}") for one in range(1, 5))],
            "space": [("", _("nowhere")), *((row.space.slug, row.name) for row in community.spaces())],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["space"]

    def new(self) -> actions.NewEvent:
        """What was said, as the action takes it."""
        said, tags = self.cleaned_data, [tag for tag, _tongue in languages()]
        return actions.NewEvent(
            kind=said["kind"], title={tag: said[f"title_{tag}"] for tag in tags if said.get(f"title_{tag}")},
            words={tag: said[f"words_{tag}"] for tag in tags if said.get(f"words_{tag}")},
            starts=self._moment("starts"), ends=self._moment("ends"), time_zone=said["time_zone"],
            place=said["place"].strip(), link=said["link"], seats=said["seats"], kept=said["kept"] or 0,
            kept_level=said["kept_level"] or 0, kept_until=self._moment("kept_until") if said["kept_until"] else None,
        )  # fmt: skip

    def _moment(self, name: str) -> datetime:
        wall: datetime = self.cleaned_data[name]
        return wall.replace(tzinfo=ZoneInfo(self.cleaned_data["time_zone"]))


def _first(event: Event) -> dict[str, Any]:
    """An event as its form shows it."""
    zone = ZoneInfo(event.time_zone)
    same = ("kind", "time_zone", "place", "link", "seats", "kept", "kept_level")
    moments = {name: getattr(event, name) for name in ("starts", "ends", "kept_until")}
    return (
        {name: getattr(event, name) for name in same}
        | {name: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for name, at in moments.items() if at}
        | {f"title_{tag}": text for tag, text in event.title.items()}
        | {f"words_{tag}": text for tag, text in event.words.items()}
    )


@needs("events.run")
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    page = {"ahead": queries.events(at=now), "past": queries.events(at=now, past=True, limit=20)}
    return render(request, "desk/events/events.html", page)


@needs("events.run")
def open_event(request: HttpRequest) -> HttpResponse:
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        event = tried(form, lambda: _open(request, form), actions.Refused)
        if event:
            messages.success(request, _("%(title)s stands in the list.") % {"title": read(event.title)})
            return redirect("desk:event_guests", event.id)
    page = {"form": form, "row": None}
    return render(request, "desk/events/edit.html", page, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: EventForm) -> Event:
    slug = form.cleaned_data["space"]
    event = actions.open_event(
        new=form.new(), by=member_of(request), at=clock.now(), space=community.space(slug) if slug else None
    )
    record(request, "events.open", ref(event))
    return event


def _row(event_id: int) -> EventRow:
    row = queries.event(event_id)
    if row is None:
        raise Http404
    return row


@needs("events.run")
def change_event(request: HttpRequest, event_id: int) -> HttpResponse:
    row = _row(event_id)
    form = EventForm(request.POST or None, initial=_first(row.event), is_new=False)
    if request.method == "POST" and form.is_valid():
        event = tried(form, lambda: _change(request, row.event, form), actions.Refused)
        if event:
            messages.success(request, _("Kept. Who comes has been told if time or place moved."))
            return redirect("desk:event_guests", event_id)
    page = {"form": form, "row": row, "changes": queries.changes_of(event_id)}
    return render(request, "desk/events/edit.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, event: Event, form: EventForm) -> Event:
    changed = actions.change_event(event=event, new=form.new(), by=member_of(request), at=clock.now())
    record(request, "events.change", ref(event))
    return changed


@needs("events.run")
@require_POST
def cancel_event(request: HttpRequest, event_id: int) -> HttpResponse:
    row, because = _row(event_id), request.POST.get("because", "")

    def act() -> None:
        actions.cancel_event(event=row.event, because=because, by=member_of(request), at=clock.now())
        record(request, "events.cancel", row.ref, because=because)

    if told(request, act, actions.Refused):
        messages.success(request, _("Cancelled. Everybody who wanted to come has been told why."))
    return redirect("desk:event_guests", event_id)


@needs("events.run")
@require_safe
def event_guests(request: HttpRequest, event_id: int) -> HttpResponse:
    row, guests = _row(event_id), queries.guests(event_id, viewer=viewer_of(request))
    page = {
        "row": row, "guests": guests, "here": sum(1 for one in guests if one.here_at),
        "is_over": row.event.ends <= clock.now(),
    }  # fmt: skip
    return render(request, "desk/events/guests.html", page)


@needs("events.run")
@require_POST
def check_in(request: HttpRequest, event_id: int) -> HttpResponse:
    row, code = _row(event_id), request.POST.get("code", "")

    def act() -> None:
        here = actions.check_in(event=row.event, code=code, by=member_of(request), at=clock.now())
        messages.success(request, _("%(name)s is here. Welcome!") % {"name": here.seat.fan.shown_name})

    told(request, act, actions.Refused)
    return redirect("desk:event_guests", event_id)


@needs("events.run")
@require_safe
def guests_file(request: HttpRequest, event_id: int) -> HttpResponse:
    """The list for the door as CSV; a handle that begins like a formula stays text."""
    row = _row(event_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="event-{row.event.id}-guests.csv"'
    lines = csv.writer(response)
    lines.writerow(["code", "handle", "name", "level", "state", "asked_at", "here_at"])
    for one in queries.guests(event_id, viewer=viewer_of(request)):
        state, here = "going" if one.is_going else "waiting", one.here_at.isoformat() if one.here_at else ""
        lines.writerow(
            [
                one.seat.code,
                plain(one.handle),
                plain(one.name),
                one.level,
                state,
                one.seat.at.isoformat(),
                here,
            ]
        )
    record(request, "events.guests_file", row.ref)
    return response


urlpatterns = [
    path("events", events, name="events"),
    path("events/new", open_event, name="open_event"),
    path("events/<int:event_id>", event_guests, name="event_guests"),
    path("events/<int:event_id>/change", change_event, name="change_event"),
    path("events/<int:event_id>/cancel", cancel_event, name="cancel_event"),
    path("events/<int:event_id>/check-in", check_in, name="check_in"),
    path("events/<int:event_id>/guests.csv", guests_file, name="guests_file"),
]
