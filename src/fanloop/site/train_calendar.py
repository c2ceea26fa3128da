"""Fridays as iCalendar (RFC 5545): when the trains of all lines, or of one, leave."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import TrainRow
from fanloop.site.atom import root_of
from fanloop.site.event_files import CONTENT_TYPE, host_of
from fanloop.things.products import queries as products

AHEAD, BEHIND = 26, 26


@require_safe
def fridays_calendar(request: HttpRequest) -> HttpResponse:
    """Trains to come and those of half a year; the same trains make the same bytes."""
    line, root = products.line(request.GET.get("line", "")), root_of(request)
    maker = team.maker()
    drawn = Calendar()
    drawn.add("prodid", "-//Fanloop//Fridays//EN")
    drawn.add("version", "2.0")
    drawn.add("method", "PUBLISH")
    drawn.add("x-wr-calname", f"{maker.name if maker else 'Fanloop'}: {_('Fridays')}")
    for gone, most in ((False, AHEAD), (True, BEHIND)):
        for row in queries.trains_of(line.id if line else None, is_gone=gone, limit=most):
            drawn.add_component(_departure(row, root))
    return HttpResponse(bytes(drawn.to_ical()), content_type=CONTENT_TYPE)


def _departure(row: TrainRow, root: str) -> Event:
    train, leaves_at = row.train, row.left_at or row.train.leaves_at
    drawn = Event()
    drawn.add("uid", f"train-{train.id}@{host_of(root)}")
    drawn.add("dtstamp", row.left_at or train.at)
    drawn.add("dtstart", leaves_at)
    drawn.add("dtend", leaves_at + timedelta(minutes=15))
    drawn.add("summary", f"{read(train.line.name)} {train.number}")
    drawn.add("url", root + reverse("site:train", args=[train.line.slug, train.number]))
    drawn.add("transp", "TRANSPARENT")
    return drawn


urlpatterns = [path("fridays.ics", fridays_calendar, name="fridays_calendar")]
