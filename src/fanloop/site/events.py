"""Events for fans: what comes, one event with its seats, and both as a calendar."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.events import actions, queries
from fanloop.listening.events.queries import EventRow
from fanloop.people.team import queries as team
from fanloop.site.asking import fan_of, members_only
from fanloop.site.comments import Subject, commentable, comments_on
from fanloop.site.event_files import CONTENT_TYPE, calendar, host_of
from fanloop.site.links import page_of
from fanloop.ui.parts import Crumb, Tab

KINDS = {
    "online": gettext_lazy("online"),
    "local": gettext_lazy("meetup"),
    "launch": gettext_lazy("launch"),
    "festival": gettext_lazy("festival"),
}


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    past = request.GET.get("when") == "past"
    here = reverse("site:events")
    page = {
        "rows": [(row, KINDS[row.event.kind]) for row in queries.events(at=clock.now(), past=past)], "past": past,
        "tabs": [Tab(_("To come"), here, not past), Tab(_("Past"), f"{here}?when=past", past), Tab(_("Launches"), reverse("site:launches"))],
        "may_run": viewer_of(request).may("events.run"),
    }  # fmt: skip
    return render(request, "site/events/events.html", page)


def _row(event_id: int) -> EventRow:
    row = queries.event(event_id)
    if row is None:
        raise Http404(_("There is no such event."))
    return row


@require_safe
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """Told in the event's own time zone: people come by that clock."""
    row, viewer, now = _row(event_id), viewer_of(request), clock.now()
    keeping = queries.room_of(row.event).is_keeping(now)
    page = {
        "row": row, "kind": KINDS[row.event.kind], "mine": queries.mine(event_id, viewer.fan_id),
        "is_over": row.event.ends <= now, "keeping": keeping, "talk": comments_on(row.ref, _subject(row), viewer),
        "waits": not queries.may_go(row.event, viewer.fan_id, at=now) or row.waiting > 0,
        "may_run": viewer.may("events.run"), "same_day": _same_day(row),
        "crumbs": [Crumb(_("Events"), reverse("site:events")), Crumb(row.title)],
    }  # fmt: skip
    with timezone.override(ZoneInfo(row.event.time_zone)):
        return render(request, "site/events/event.html", page)


def _same_day(row: EventRow) -> bool:
    zone = ZoneInfo(row.event.time_zone)
    return row.event.starts.astimezone(zone).date() == row.event.ends.astimezone(zone).date()


@require_POST
@members_only
def seat(request: HttpRequest, event_id: int) -> HttpResponse:
    """`want=1` takes a seat or a place in the line, `want=0` gives it back."""
    row, fan, now = _row(event_id), fan_of(request), clock.now()
    try:
        if request.POST.get("want", "1") == "1":
            _say_taken(request, actions.take_seat(event=row.event, fan=fan, at=now))
        else:
            actions.leave_seat(event=row.event, fan=fan, at=now)
            messages.success(request, _("Your seat is free for somebody else. Thank you for saying so."))
    except actions.Refused as problem:
        messages.error(request, str(problem))
    return redirect("site:event", event_id)


def _say_taken(request: HttpRequest, taken: queries.Seat) -> None:
    if taken.going_at:
        messages.success(request, _("You have a seat. Your code is %(code)s.") % {"code": taken.code})
    else:
        messages.success(request, _("You are in the line. You hear of it when a seat is yours."))


@require_safe
def event_calendar(request: HttpRequest, event_id: int) -> HttpResponse:
    row = _row(event_id)
    return _file(request, [row], f"event-{event_id}.ics", row.title)


@require_safe
def events_calendar(request: HttpRequest) -> HttpResponse:
    """Everything to come, as a feed a calendar asks for again and again."""
    maker = team.maker()
    name = _("Events of %(maker)s") % {"maker": maker.name if maker else "Fanloop"}
    return _file(request, queries.events(at=clock.now()), "events.ics", name)


def _file(request: HttpRequest, rows: list[EventRow], called: str, name: str) -> HttpResponse:
    root = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    body = calendar(rows, name=name, host=host_of(root), root=root)
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


@commentable("events.event")
def event_subject(event_id: int, viewer: Viewer) -> Subject | None:  # noqa: ARG001 -- events are public
    row = queries.event(event_id)
    return _subject(row) if row else None


def _subject(row: EventRow) -> Subject:
    return Subject(row.title, reverse("site:event", args=[row.event.id]))


@page_of("events.event")
def event_page(event_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- events are public
    return reverse("site:event", args=[event_id]) if queries.event_by_id(event_id) else ""


urlpatterns = [
    path("events", events, name="events"),
    path("events.ics", events_calendar, name="events_calendar"),
    path("events/<int:event_id>", event, name="event"),
    path("events/<int:event_id>.ics", event_calendar, name="event_calendar"),
    path("events/<int:event_id>/seat", seat, name="event_seat"),
]
