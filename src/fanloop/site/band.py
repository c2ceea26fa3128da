"""The order curve and what it may come to, as a chart: a face composes what two rooms know."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from fanloop.foundation.text.days import day_words
from fanloop.making.demand.queries import Forecast
from fanloop.ui.charts import Band, Ghost, LineChart

LOW80, LOW50, MEDIAN, HIGH50, HIGH80 = range(1, 6)


def daily(curve: Sequence[tuple[datetime, int]], first: date, last: date) -> list[int]:
    """Pieces ordered by the end of each day from `first` to `last`."""
    ends = [at.date() for at, _total in curve]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [curve[place - 1][1] if (place := bisect_right(ends, day)) else 0 for day in days]


def ahead(forecast: Forecast, column: int, start: int, end: int, days: Sequence[int]) -> list[float]:
    """From `start` pieces on the first of `days` to `end` on the last, in the shape of the forecast's path.

    `days` are days since the forecast's opening; the path is said by weeks, and is straight inside one.
    """
    path = [(0, 0), *((7 * row[0] - 1, row[column]) for row in forecast.path)]
    shape = [_at(path, day) for day in days]
    low, high = shape[0], shape[-1]
    if high <= low:
        steps = max(1, len(days) - 1)
        return [start + (end - start) * n / steps for n in range(len(days))]
    return [start + (end - start) * (value - low) / (high - low) for value in shape]


def _at(path: Sequence[tuple[int, int]], day: int) -> float:
    for (left, low), (right, high) in pairwise(path):
        if left <= day <= right:
            return low + (high - low) * (day - left) / (right - left)
    return path[-1][1]


def chart(
    curve: Sequence[tuple[datetime, int]], said: Sequence[Forecast], *, today: date
) -> LineChart | None:
    """Facts until today, the newest of `said` as a band, the older ones as ghosts; None before two days.

    When ordering is over there is nothing left to guess: the facts stand beside what was said before.
    """
    if not said or not curve:
        return None
    newest = said[-1]
    first, last = newest.opened, newest.horizon
    now = min(max(today, first), last)
    facts = daily(curve, first, now)
    days = list(range((now - first).days, (last - first).days + 1))
    if len(facts) < 2:
        return None
    is_over = len(days) < 2
    steps = [day_words(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    column = {
        key: ahead(newest, key, facts[-1], max(facts[-1], total), days)
        for key, total in _totals(newest).items()
    }
    return LineChart(
        title=_("Orders so far, and what they may come to"),
        steps=steps,
        facts=facts,
        mid=() if is_over else column[MEDIAN],
        half=None if is_over else Band(column[LOW50], column[HIGH50]),
        most=None if is_over else Band(column[LOW80], column[HIGH80]),
        ghosts=[_ghost(old, facts, last) for old in said[:-1] if old.made_at.date() < now][-3:],
        fact_label=_("ordered"),
        mid_label=_("most likely"),
        ghost_label=_("past forecasts"),
        unit=_("pieces"),
    )


def _totals(forecast: Forecast) -> dict[int, int]:
    return {
        LOW80: forecast.low80,
        LOW50: forecast.low50,
        MEDIAN: forecast.median,
        HIGH50: forecast.high50,
        HIGH80: forecast.high80,
    }


def _ghost(forecast: Forecast, facts: Sequence[int], last: date) -> Ghost:
    start = max(0, (forecast.made_at.date() - forecast.opened).days)
    days = list(range(start, (last - forecast.opened).days + 1))
    return Ghost(start, ahead(forecast, MEDIAN, facts[min(start, len(facts) - 1)], forecast.median, days))
