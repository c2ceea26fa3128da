"""Desk hours as people write them: `09:00-12:00, 13:00-17:00`; `22:00-02:00` runs past midnight."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fanloop.listening.answers.rules.hours import DAY, Calendar, Span

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")


class UnreadableError(ValueError):
    """Words that are no hours; the message quotes them."""


def spans_of(text: str) -> tuple[Span, ...]:
    """Read the spans of one day; nothing is a closed day. Raises UnreadableError.

    >>> spans_of("22:00-02:00")
    (Span(opens=79200, closes=93600),)
    """
    return tuple(_span(part) for each in re.split(r"[,;，、]", text) if (part := each.strip()))


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if not found:
        raise UnreadableError(part)
    first, opens_min, last, closes_min = (int(number) for number in found.groups())
    opens, closes = first * 3600 + opens_min * 60, last * 3600 + closes_min * 60
    if max(opens_min, closes_min) > 59 or opens >= DAY or closes > DAY:
        raise UnreadableError(part)
    return Span(opens, closes if closes > opens else closes + DAY)


def words_of(spans: Sequence[Span]) -> str:
    """Write spans so that `spans_of` reads the same again."""
    return ", ".join(f"{_clock(span.opens)}-{_clock(span.closes)}" for span in sorted(spans))


def _clock(seconds: int) -> str:
    if seconds == DAY:
        return "24:00"
    return f"{seconds % DAY // 3600:02}:{seconds % 3600 // 60:02}"


def calendar_of(*, zone: str, week: Sequence[str], days: Mapping[str, Any]) -> Calendar:
    """The calendar out of a stored row: seven texts, and a text for each date that differs from its weekday."""
    return Calendar(
        zone,
        tuple(spans_of(text) for text in week),
        {date.fromisoformat(day): spans_of(str(told.get("spans", ""))) for day, told in days.items()},
    )
