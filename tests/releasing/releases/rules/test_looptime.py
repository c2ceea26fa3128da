"""Days from the first voice to each stop, their middle and their spread."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules import looptime
from fanloop.releasing.releases.rules.looptime import Turn

SAID = datetime(2026, 10, 1, 9, tzinfo=UTC)
days = st.floats(0, 4_000, allow_nan=False)


def turn(line=1, departed=30.0, **stops):
    reached = {stop: SAID + timedelta(days=after) for stop, after in stops.items()}
    return Turn("voices.need:1", line, SAID, SAID + timedelta(days=departed), **reached)


def test_days_are_counted_from_the_first_voice():
    one = turn(answered=0.25, accepted=3)
    assert [one.days(stop) for stop in looptime.STOPS] == [0.25, 3, 30, None]


def test_a_stop_before_the_voice_is_no_time():
    assert turn(answered=-1).days("answered") is None


@given(st.lists(days, min_size=2, max_size=60))
def test_quartiles_are_those_of_the_textbook(values):
    got = looptime.spread(values)
    assert [got.first, got.median, got.third] == pytest.approx(quantiles(values, n=4, method="inclusive"))


@given(st.lists(days, min_size=1, max_size=60))
def test_the_spread_is_in_order_and_within_what_was_measured(values):
    got = looptime.spread(values)
    inside = [min(values), got.low, got.first, got.median, got.third, got.high, max(values)]
    assert all(a <= b + 1e-9 for a, b in pairwise(inside))
    assert got.count == len(values)


def test_nothing_has_no_spread():
    assert looptime.spread([]) is None
    assert looptime.spread_of([turn()], "confirmed") is None


def test_rows_are_by_line_and_week_the_newest_first():
    table = looptime.rows([turn(1, 30), turn(1, 31), turn(2, 30), turn(1, 40)], ZoneInfo("UTC"))
    assert [(row.line_id, row.week, len(row.turns)) for row in table] == [
        (1, date(2026, 11, 9), 1),
        (1, date(2026, 10, 26), 2),
        (2, date(2026, 10, 26), 1),
    ]
    assert table[1].spread("departed").median == 30.5


@given(st.lists(st.builds(turn, st.integers(1, 3), days), max_size=40))
def test_every_turn_is_in_one_row(turns):
    table = looptime.rows(turns, ZoneInfo("Asia/Shanghai"))
    assert sum(len(row.turns) for row in table) == len(turns)
    assert all(row.week.weekday() == 0 for row in table)
