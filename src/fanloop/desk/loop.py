"""How long the circle takes, from the first voice to "it is fixed": the figure of the first page and all behind it."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.foundation import trail
from fanloop.foundation.text.cells import plain
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Loop
from fanloop.releasing.releases.rules import looptime
from fanloop.releasing.releases.rules.looptime import STOPS, Row, Spread, Turn
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line
from fanloop.ui.parts import Stat, Tab
from fanloop.ui.words import figure, span

LATELY = timedelta(weeks=12)
WEEKS, NEEDS, FIRST_WEEKS = 26, 60, 6
HEADS = ("about", "title", "line", "week", "said", *STOPS, *(f"days_until_{stop}" for stop in STOPS))
NAMES: dict[str, str | Promise] = {
    "answered": gettext_lazy("until somebody answered"),
    "accepted": gettext_lazy("until it was promised"),
    "departed": gettext_lazy("until it left on a Friday"),
    "confirmed": gettext_lazy("until fans said it is fixed"),
}


@dataclass(frozen=True)
class ShownRow:
    """One line and week: how many needs, and a stop's median and band in words, empty where nothing is known."""

    line: str
    week: date
    count: int
    spreads: list[tuple[str, str]]


def days_words(days: float) -> str:
    """A length of time as people say it: in days, and below one day in hours and minutes."""
    if days < 1:
        return span(timedelta(days=days))
    one = round(days, 1) == 1
    return ngettext("%(days)s day", "%(days)s days", 1 if one else max(2, round(days))) % {
        "days": figure(days, 1 if days < 10 else 0)
    }


def _band(spread: Spread) -> str:
    return _("%(low)s to %(high)s") % {"low": days_words(spread.low), "high": days_words(spread.high)}


@dataclass(frozen=True)
class FirstPage:
    """What the desk's first page tells: the figure, every line of late with its spreads, and the last weeks by line."""

    headline: Stat
    span: str
    names: list[str]
    lines: list[ShownRow]
    weeks: list[ShownRow]


def first_page(now: datetime) -> FirstPage | None:
    """Twelve weeks, or all there is where nothing left lately; None before anything has left."""
    every = queries.loop_times()
    found = _lately(every, now)
    figure_ = _headline(every, found)
    if figure_ is None:
        return None
    names = {one.id: read(one.name) for one in products.lines()}
    lines = looptime.by_line(found.turns)
    weeks = looptime.rows(every.turns, _zone())[: FIRST_WEEKS * max(1, len(lines))]
    stops = [str(NAMES[stop]) for stop in STOPS]
    return FirstPage(
        figure_,
        _span(is_late=found is not every),
        stops,
        [_shown(row, names) for row in lines],
        [_shown(row, names) for row in weeks],
    )


def _lately(every: Loop, now: datetime) -> Loop:
    lately = Loop([turn for turn in every.turns if turn.departed >= now - LATELY], every.backwards)
    return lately or every


def _headline(every: Loop, found: Loop) -> Stat | None:
    spread = looptime.spread_of(found.turns, "departed")
    if spread is None:
        return None
    return Stat(
        _("from the first voice to the Friday it ships, in half of all cases"),
        days_words(spread.median), how=_how(spread, found, is_late=found is not every),
        past=_past(found.turns), href=reverse("desk:loop"),
    )  # fmt: skip


def _how(spread: Spread, found: Loop, *, is_late: bool) -> str:
    told = {"band": _band(spread), "n": figure(spread.count)}
    band = ngettext("%(n)s need: %(band)s", "%(n)s needs, 8 in 10: %(band)s", spread.count)
    fixed = looptime.spread_of(found.turns, "confirmed")
    words = [band % told, _span(is_late=is_late)]
    if fixed:
        words.append(_("called fixed after %(days)s") % {"days": days_words(fixed.median)})
    return "; ".join(words)


def _span(*, is_late: bool) -> str:
    return _("the last twelve weeks") if is_late else _("all there is")


def _past(turns: Iterable[Turn]) -> list[float]:
    """The median of each week, the oldest first; one week alone is no line."""
    weeks: dict[date, list[Turn]] = {}
    for turn in turns:
        weeks.setdefault(looptime.monday(turn.departed, _zone()), []).append(turn)
    spreads = (looptime.spread_of(weeks[week], "departed") for week in sorted(weeks))
    medians = [spread.median for spread in spreads if spread]
    return medians if len(medians) > 1 else []


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _line(request: HttpRequest) -> Line | None:
    slug = request.GET.get("line", "")
    line = products.line(slug) if slug and "\0" not in slug else None
    if slug and line is None:
        raise Http404(_("There is no such line."))
    return line


@needs("desk.enter")
@require_safe
def loop(request: HttpRequest) -> HttpResponse:
    line, everything = _line(request), queries.loop_times()
    turns = [turn for turn in everything.turns if line is None or turn.line_id == line.id]
    page = Paginator(looptime.rows(turns, _zone()), WEEKS).get_page(request.GET.get("page"))
    names = {one.id: read(one.name) for one in products.lines()}
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    shown = {
        "line": line, "tabs": _tabs(everything.turns, names, line), "page": page, "names": list(NAMES.values()),
        "rows": [_shown(row, names) for row in page], "stats": _stats(turns), "backwards": everything.backwards,
        "latest": _latest(turns[::-1][:NEEDS], viewer), "count": len(turns),
    }  # fmt: skip
    return render(request, "desk/loop/loop.html", shown)


def _shown(row: Row, names: dict[int, str]) -> ShownRow:
    spreads = [_cell(row.spread(stop)) for stop in STOPS]
    return ShownRow(names.get(row.line_id, ""), row.week, len(row.turns), spreads)


def _cell(spread: Spread | None) -> tuple[str, str]:
    if spread is None:
        return "", ""
    return days_words(spread.median), _band(spread) if spread.count > 1 else ""


def _tabs(turns: Iterable[Turn], names: dict[int, str], line: Line | None) -> list[Tab]:
    here = reverse("desk:loop")
    ids = {turn.line_id for turn in turns}
    lines = [one for one in products.lines() if one.id in ids]
    return [
        Tab(_("All lines"), here, line is None),
        *(Tab(names[one.id], f"{here}?line={one.slug}", one == line) for one in lines),
    ]


def _stats(turns: Sequence[Turn]) -> list[Stat]:
    spreads = [(stop, looptime.spread_of(turns, stop)) for stop in STOPS]
    return [_stat(stop, spread) for stop, spread in spreads if spread]


def _stat(stop: str, spread: Spread) -> Stat:
    half = _("%(low)s to %(high)s") % {"low": days_words(spread.first), "high": days_words(spread.third)}
    told = {"n": figure(spread.count), "half": half, "band": _band(spread)}
    how = ngettext("%(n)s need", "%(n)s needs; half: %(half)s; 8 in 10: %(band)s", spread.count) % told
    return Stat(str(NAMES[stop]), days_words(spread.median), how=how)


def _latest(turns: Sequence[Turn], viewer: Viewer) -> list[dict[str, Any]]:
    """The needs behind the figures, the last that left first."""
    cards = trail.describe([turn.about for turn in turns], viewer=viewer)
    return [
        {"turn": turn, "card": cards.get(turn.about), "days": [_reached(turn, stop) for stop in STOPS]}
        for turn in turns
    ]


def _reached(turn: Turn, stop: str) -> str:
    days = turn.days(stop)
    return "" if days is None else days_words(days)


@needs("desk.enter")
@require_safe
def loop_csv(request: HttpRequest) -> HttpResponse:
    """Every need behind the figures, one a line; moments are ISO 8601."""
    line = _line(request)
    found = queries.loop_times(line_id=line.id if line else None)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="loop-time.csv"'
    writer = csv.writer(answer)
    writer.writerow(HEADS)
    writer.writerows(_cells(found.turns, request.viewer))  # type: ignore[attr-defined]
    return answer


def _cells(turns: Sequence[Turn], viewer: Viewer) -> Iterable[list[str]]:
    cards = trail.describe([turn.about for turn in turns], viewer=viewer)
    slugs = {line.id: line.slug for line in products.lines()}
    for turn in turns:
        card = cards.get(turn.about)
        moments = [getattr(turn, stop) for stop in STOPS]
        days = [turn.days(stop) for stop in STOPS]
        yield [
            turn.about, plain(card.title if card else ""), slugs.get(turn.line_id, ""),
            looptime.monday(turn.departed, _zone()).isoformat(), turn.said.isoformat(),
            *(moment.isoformat() if moment else "" for moment in moments),
            *("" if number is None else f"{number:.4f}" for number in days),
        ]  # fmt: skip


urlpatterns = [
    path("loop", loop, name="loop"),
    path("loop.csv", loop_csv, name="loop_csv"),
]
