"""Days as changelogs write them: 2026-11-20, 20th October 2021, October 23, Fri Jun 3 10:11:12 2016 +0200."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FAR = 200
"""Days. A day without a year that would lie further before its neighbour belongs to the next year."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


def read(text: str, *, near: date | None, number: str) -> date | None:
    """A day in English or ISO 8601. Where no year is written, that of `near`, the release told before, else the one the
    number begins with. None for what is no day.

    >>> read("October 23", near=date(2021, 10, 20), number="2021.10.1")
    datetime.date(2021, 10, 23)
    """
    if found := _ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(text):
        day, month = int(found[1]), found[2]
    elif found := _MONTH_FIRST.search(text):
        day, month = int(found[2]), found[1]
    else:
        return None
    place = MONTHS.index(month.lower()) + 1
    year = _YEAR.search(text)
    return _day(int(year[1]), place, day) if year else _beside(near, number, place, day)


def _beside(near: date | None, number: str, month: int, day: int) -> date | None:
    written = _YEAR.match(number)
    if near is None:
        return _day(int(written[1]), month, day) if written else None
    found = _day(near.year, month, day)
    return _day(near.year + 1, month, day) if found and (near - found).days > FAR else found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
