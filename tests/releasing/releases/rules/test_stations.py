"""Stations: onwards, or back to open doors; and a train that is late knows for what."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.stations import (
    LATE_AFTER,
    STATIONS,
    Late,
    due,
    is_shut,
    late,
    may_follow,
)

STATION = st.sampled_from(STATIONS)
LEAVES = datetime(2026, 11, 27, 17, tzinfo=UTC)
FREEZES = LEAVES - timedelta(days=2)
TIMES = due(freezes_at=FREEZES, leaves_at=LEAVES, tells_on=date(2026, 12, 1), zone=ZoneInfo("UTC"))


@given(STATION, STATION)
def test_a_train_passes_a_station_once_and_departs_once(before, after):
    onwards = STATIONS.index(after) > STATIONS.index(before)
    if may_follow(before, after):
        assert onwards or after == "boarding"
        assert after != "departed" or before in {"boarding", "frozen", "built", "beta"}
        assert before not in {"departed", "reported", "closed"} or onwards


@given(st.lists(STATION, max_size=9))
def test_nothing_is_reported_or_closed_that_has_not_departed(wanted):
    here, passed = "boarding", []
    for station in wanted:
        if may_follow(here, station):
            here = station
            passed.append(station)
    if {"reported", "closed"} & set(passed):
        assert passed.index("departed") < min(
            passed.index(one) for one in ("reported", "closed") if one in passed
        )
    assert passed.count("departed") <= 1


def test_an_unknown_station_is_an_error():
    with pytest.raises(ValueError, match="tuple"):
        may_follow("boarding", "moon")


def test_doors_are_shut_from_the_freeze_to_the_departure():
    assert [name for name in STATIONS if is_shut(name)] == ["frozen", "built", "beta"]


def test_reports_are_due_when_tuesday_is_over_where_the_maker_is():
    oslo = due(freezes_at=None, leaves_at=LEAVES, tells_on=date(2026, 12, 1), zone=ZoneInfo("Europe/Oslo"))
    assert oslo == {"departed": LEAVES, "reported": datetime(2026, 12, 1, 23, tzinfo=UTC)}


@given(STATION, st.integers(0, 19 * 24 * 60))
def test_a_train_is_late_for_the_first_station_ahead_whose_time_is_over(station, minutes):
    now = LEAVES + timedelta(days=-7, minutes=minutes)
    found = late(station, TIMES, now)
    ahead = [name for name in TIMES if STATIONS.index(name) > STATIONS.index(station)]
    over = [name for name in ahead if TIMES[name] + LATE_AFTER < now]
    assert found == (Late(over[0], TIMES[over[0]]) if over else None)


def test_a_few_minutes_are_no_lateness():
    assert late("frozen", TIMES, LEAVES + timedelta(minutes=5)) is None
    assert late("frozen", TIMES, LEAVES + timedelta(minutes=6)) == Late("departed", LEAVES)
