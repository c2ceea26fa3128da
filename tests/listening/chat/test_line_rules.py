"""How lines stand together: properties over any evening."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.chat.rules.here import read_here, say_here
from fanloop.listening.chat.rules.lines import day_of, hour_of, may_mend, places

NINE = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Los_Angeles")])
EVENING = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4_000)), max_size=30).map(
    lambda rows: [(who, NINE + timedelta(minutes=m)) for who, m in sorted(rows, key=lambda row: row[1])]
)


@given(EVENING, ZONES)
def test_every_day_is_opened_once(said, zone):
    opened = [
        day_of(at, zone)
        for (_, at), place in zip(said, places(said, zone=zone), strict=True)
        if place.opens_day
    ]
    assert opened == sorted({day_of(at, zone) for _, at in said})


@given(EVENING, ZONES)
def test_a_line_that_follows_is_by_who_spoke_before_on_the_same_day(said, zone):
    for (before, line), place in zip(pairwise(said), places(said, zone=zone)[1:], strict=True):
        if place.follows:
            assert before[0] == line[0]
            assert line[1] - before[1] < timedelta(minutes=5)
            assert not place.opens_day


@given(EVENING, ZONES, st.integers(0, 30))
def test_lines_fetched_later_stand_as_they_would_on_the_whole_page(said, zone, cut):
    head, tail = said[:cut], said[cut:]
    assert places(said, zone=zone)[cut:] == places(tail, zone=zone, before=head[-1] if head else None)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- bounds are naive by hypothesis' rule
def test_an_hour_holds_its_moments(moment):
    assert hour_of(moment) <= moment < hour_of(moment) + timedelta(hours=1)


def test_a_line_is_mended_for_less_than_a_minute_and_never_before_it_was_said():
    allowed = [seconds for seconds in (-1, 0, 59, 60) if may_mend(NINE, at=NINE + timedelta(seconds=seconds))]
    assert allowed == [0, 59]


@given(st.integers(1, 10**9), st.sampled_from(["chat.room:1", "community.space:7"]))
def test_who_is_here_is_read_as_it_was_said(member, about):
    assert read_here(say_here(member, about)) == (member, about)
