"""Launches as files: a calendar (RFC 5545) and a feed (RFC 4287)."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team
from fanloop.selling.launches import queries
from fanloop.selling.launches.queries import Announcement, LaunchRow
from fanloop.site.asking import page_number
from fanloop.site.atom import SIZE, Entry, Feed, answer
from fanloop.site.event_files import CONTENT_TYPE, host_of

_MOST = 400


@require_safe
def launch_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.launch(slug, at=clock.now())
    if row is None or not row.is_public:
        raise Http404
    return _file(request, [row], f"launch-{slug}.ics", row.title)


@require_safe
def launches_calendar(request: HttpRequest) -> HttpResponse:
    """Everything to come, for calendars that ask again and again."""
    maker = team.maker()
    rows = [row for row in queries.published(clock.now()) if row.phase != "replay"]
    name = _("Launches of %(maker)s") % {"maker": maker.name if maker else "Fanloop"}
    return _file(request, rows, "launches.ics", name)


def _file(request: HttpRequest, rows: Sequence[LaunchRow], called: str, name: str) -> HttpResponse:
    root = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    drawn = Calendar()
    drawn.add("prodid", "-//Fanloop//Launches//EN")
    drawn.add("version", "2.0")
    drawn.add("method", "PUBLISH")
    drawn.add("x-wr-calname", name)
    for row in rows:
        drawn.add_component(_event(row, root))
    response = HttpResponse(bytes(drawn.to_ical()), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


def _event(row: LaunchRow, root: str) -> Event:
    """The same launch makes the same bytes; SEQUENCE counts its changes."""
    changes = queries.changes_of(row.launch.id)
    changed: datetime = max([row.launch.at, *(one.at for one in changes)])
    page = root + reverse("site:launch", args=[row.launch.slug])
    drawn = Event()
    drawn.add("uid", f"launch-{row.launch.id}@{host_of(root)}")
    drawn.add("dtstamp", changed)
    drawn.add("sequence", len(changes))
    drawn.add("dtstart", row.launch.starts_at)
    drawn.add("dtend", row.launch.ends_at)
    drawn.add("summary", row.title)
    drawn.add("description", row.words[:2_000])
    drawn.add("url", page)
    drawn.add("location", row.launch.stream or page)
    return drawn


@require_safe
def launches_atom(request: HttpRequest) -> HttpResponse:
    """Each launch when it was published, and each announcement."""
    number = min(page_number(request), _MOST)
    rows = [row for row in queries.published(clock.now()) if row.is_public]
    found = queries.feed(rows, limit=number * SIZE + 1)[(number - 1) * SIZE :]
    maker = team.maker()
    title = f"{maker.name}: {_('Launches')}" if maker else _("Launches")
    entries = [_entry(row, one) for row, one in found]
    return answer(request, Feed("launches", title, reverse("site:launches"), entries, number))


def _entry(row: LaunchRow, one: object) -> Entry:
    href = reverse("site:launch", args=[row.launch.slug])
    if isinstance(one, Announcement):
        ref = f"{queries.ANNOUNCEMENT}:{one.id}"
        said = read(one.words)
        return Entry(ref, f"{row.title}: {said[:80]}", f"{href}#a{one.id}", one.at, one.at, one.by.name, linebreaks(said, autoescape=True))  # fmt: skip
    at = getattr(one, "at", row.launch.at)
    return Entry(row.ref, row.title, href, at, at, "", linebreaks(row.words, autoescape=True))


urlpatterns = [
    path("launches.ics", launches_calendar, name="launches_calendar"),
    path("launches.atom", launches_atom, name="launches_atom"),
    path("launch/<slug:slug>.ics", launch_calendar, name="launch_calendar"),
]
