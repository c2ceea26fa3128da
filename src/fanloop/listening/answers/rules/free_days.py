"""Days on which nobody sits at the desk: public holidays, an iCal file, and days written by hand."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import holidays
from icalendar import Calendar as Ical

LARGEST = 512 * 1024
_LONGEST = 60  # days of one entry; a longer one is no holiday


class UnreadableDaysError(ValueError):
    """A file or a line that names no days; the message quotes the line."""


def countries() -> dict[str, tuple[str, ...]]:
    """Country code → codes of its regions, as `public_holidays` knows them."""
    return {code: tuple(regions) for code, regions in sorted(holidays.list_supported_countries().items())}


def public_holidays(country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """Public holidays in English where the country has words for it. Raises UnreadableDaysError for an unknown place."""
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=list(years), language="en_US")
    except NotImplementedError as problem:
        raise UnreadableDaysError(f"{country} {region}".strip()) from problem
    return dict(sorted(found.items()))


def ical_days(data: bytes, *, first: date, last: date) -> dict[date, str]:
    """Whole days of a calendar file between two dates, both included; yearly ones in every year.

    Raises UnreadableDaysError for a file that is too large or no calendar.
    """
    if len(data) > LARGEST:
        raise UnreadableDaysError(f"{len(data)} bytes")
    try:
        events: list[Any] = list(Ical.from_ical(data).walk("VEVENT"))
        return {day: name for event in events for day, name in _event(event, first, last)}
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as problem:
        raise UnreadableDaysError("ical") from problem


def _event(event: Any, first: date, last: date) -> Iterator[tuple[date, str]]:
    begin = _day(event["DTSTART"].dt)
    end = _day(event["DTEND"].dt) if "DTEND" in event else begin + timedelta(days=1)
    name = str(event.get("SUMMARY", ""))[:120]
    rule = event.get("RRULE") or {}
    years = range(first.year, last.year + 1) if "YEARLY" in rule.get("FREQ", ()) else (begin.year,)
    for year in years:
        shift = _in_year(begin, year)
        for offset in range(min(_LONGEST, max(1, (end - begin).days))):
            day = shift + timedelta(days=offset) if shift else None
            if day and first <= day <= last and day >= begin:
                yield day, name


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _in_year(day: date, year: int) -> date | None:
    """The same day in another year; 29 February exists in leap years alone."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def written_days(text: str) -> dict[date, tuple[str, str]]:
    """Lines such as `2026-12-24 Christmas Eve` or `2026-12-23 09:00-12:00 Half a day`: date → (spans, name).

    Raises UnreadableDaysError with the line that cannot be read.
    """
    found = {}
    for line in (line.strip() for line in text.splitlines()):
        if line:
            day, _, rest = line.partition(" ")
            spans, name = _split(rest.strip())
            try:
                found[date.fromisoformat(day)] = (spans, name[:120])
            except ValueError as problem:
                raise UnreadableDaysError(line) from problem
    return found


def _split(rest: str) -> tuple[str, str]:
    """Leading spans, and the name behind them."""
    words = rest.split()
    spans = []
    while words and words[0][0].isdigit() and ":" in words[0]:
        spans.append(words.pop(0))
    return " ".join(spans), " ".join(words)
