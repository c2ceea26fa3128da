"""When trains leave: Fridays at five by the wall clock, whatever the sun does to it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.train import fridays, next_friday, number_for, tuesday_after

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name)).map(ZoneInfo)
MOMENTS = st.integers(946_684_800, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(MOMENTS, ZONES)
def test_the_next_friday_is_later_is_a_friday_at_five_and_less_than_eight_days_away(moment, zone):
    leaves_at = next_friday(moment, zone)
    local = leaves_at.astimezone(zone)
    assert moment < leaves_at <= moment + timedelta(days=8)
    assert (local.weekday(), local.time()) == (4, time(17))


@given(MOMENTS, ZONES)
def test_no_friday_is_left_out(moment, zone):
    first, second = fridays(moment, zone, 2)
    assert (second.astimezone(zone).date() - first.astimezone(zone).date()) == timedelta(days=7)
    assert next_friday(first - timedelta(seconds=1), zone) == first


def test_a_train_that_leaves_now_is_not_the_next_one():
    leaves_at = datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert next_friday(leaves_at, BERLIN) == datetime(2026, 12, 4, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("monday", "leaves_at"),
    [
        (datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 3, 27, 16, tzinfo=UTC)),
        (datetime(2026, 3, 30, tzinfo=UTC), datetime(2026, 4, 3, 15, tzinfo=UTC)),
    ],
)
def test_summer_time_keeps_five_on_the_wall_clock(monday, leaves_at):
    assert next_friday(monday, BERLIN) == leaves_at


def test_the_maker_s_friday_may_be_another_day_in_utc():
    assert next_friday(datetime(2026, 11, 23, tzinfo=UTC), ZoneInfo("Pacific/Kiritimati")).weekday() == 4
    honolulu = next_friday(datetime(2026, 11, 23, tzinfo=UTC), ZoneInfo("Pacific/Honolulu"))
    assert honolulu == datetime(2026, 11, 28, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 11, 27), "26.48"),
        (date(2027, 1, 1), "26.53"),
        (date(2027, 1, 8), "27.01"),
        (date(2024, 12, 31), "25.01"),
    ],
)
def test_a_number_is_the_iso_week_of_the_iso_year(day, number):
    assert number_for(day) == number


@given(st.dates(date(2000, 1, 7), date(2098, 1, 1)))
def test_numbers_of_following_weeks_grow_within_a_century(day):
    assert number_for(day) < number_for(day + timedelta(days=7))


@given(MOMENTS, ZONES)
def test_fans_tell_on_the_first_tuesday_after_it_left(moment, zone):
    leaves_at = next_friday(moment, zone)
    told = tuesday_after(leaves_at, zone)
    assert told - leaves_at.astimezone(zone).date() == timedelta(days=4)
    assert told.weekday() == 1
