"""What trains are called, and when fans tell how they were."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.train import freezes_at, hotfix_number, number_for, tuesday_after

ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name)).map(ZoneInfo)
MOMENTS = st.integers(946_684_800, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))


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


@given(st.sets(st.integers(1, 20)))
def test_a_hot_fix_takes_the_first_number_that_is_free(taken):
    number = hotfix_number("26.47", {f"26.47.{place}" for place in taken})
    place = int(number.removeprefix("26.47."))
    assert place not in taken
    assert set(range(1, place)) <= taken


@given(MOMENTS, ZONES)
def test_fans_tell_on_the_first_tuesday_after_it_left(moment, zone):
    told = tuesday_after(moment, zone)
    assert timedelta(days=1) <= told - moment.astimezone(zone).date() <= timedelta(days=7)
    assert told.weekday() == 1


@given(MOMENTS, st.timedeltas(timedelta(-2), timedelta(40)), st.timedeltas(timedelta(0), timedelta(28)))
def test_a_train_out_of_turn_has_its_doors_open_for_half_its_time_at_least(now, ahead, freeze):
    leaves = now + ahead
    shuts = freezes_at(leaves, now, freeze)
    assert shuts <= leaves
    assert leaves - shuts <= freeze
    assert shuts - now >= ahead / 2 or ahead < timedelta(0)


@pytest.mark.parametrize(("ahead", "open_for"), [(96, 72), (24, 12), (4, 2), (0, 0)])
def test_doors_close_a_day_before_or_when_half_the_time_is_over(ahead, open_for):
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    found = freezes_at(now + timedelta(hours=ahead), now, timedelta(days=1))
    assert found - now == timedelta(hours=open_for)
