"""Events as iCalendar (RFC 5545), for the calendars people have already."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from fanloop.foundation.text.markdown import plain
from fanloop.listening.events.queries import EventRow

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar(rows: Sequence[EventRow], *, name: str, host: str, root: str) -> bytes:
    """These events in one file. `root` is the address of the house, `host` makes the numbers unique in the world.

    UID and DTSTAMP come from the rows, so the same events make the same bytes; SEQUENCE counts changes, and a cancelled event
    stays with its STATUS, for calendars forget nothing by themselves.
    """
    drawn = Calendar()
    drawn.add("prodid", "-//Fanloop//Events//EN")
    drawn.add("version", "2.0")
    drawn.add("method", "PUBLISH")
    drawn.add("x-wr-calname", name)
    for row in rows:
        drawn.add_component(_event(row, host, root))
    drawn.add_missing_timezones()
    return bytes(drawn.to_ical())


def _event(row: EventRow, host: str, root: str) -> Event:
    event, zone = row.event, ZoneInfo(row.event.time_zone)
    drawn = Event()
    drawn.add("uid", f"event-{event.id}@{host}")
    drawn.add("dtstamp", row.changed_at)
    drawn.add("last-modified", row.changed_at)
    drawn.add("sequence", row.changes)
    drawn.add("dtstart", _told(event.starts, zone))
    drawn.add("dtend", _told(event.ends, zone))
    drawn.add("summary", row.title)
    drawn.add("description", plain(row.words, length=2_000))
    drawn.add("url", root + reverse("site:event", args=[event.id]))
    drawn.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
    if event.place or event.link:
        drawn.add("location", event.place or event.link)
    return drawn


def _told(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)


def host_of(root: str) -> str:
    """The name in the address people know the house by, which stays when the port moves."""
    return urlsplit(settings.PUBLIC_URL or root).hostname or "fanloop"
