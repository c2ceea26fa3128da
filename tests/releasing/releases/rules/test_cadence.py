"""When trains leave: by the wall clock, around holidays, over any calendar; each has a day and a number of its own."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.cadence import (
    KEEP,
    MOVE,
    ON_HOLIDAY,
    SKIP,
    Cadence,
    day_of,
    departures,
    slot_of,
)
from fanloop.releasing.releases.rules.train import number_for

BERLIN = "Europe/Berlin"
WEEK = timedelta(days=7)
ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name))
MOMENTS = st.integers(1_330_000_000, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))
DAYS = st.dates(date(2000, 1, 7), date(2060, 1, 1))


@st.composite
def cadences(draw):
    """Any rhythm, with holidays near each other, so that whole weeks are sometimes holidays."""
    first = draw(st.dates(date(2026, 1, 1), date(2026, 12, 1)))
    holidays = draw(st.sets(st.integers(0, 60), max_size=45))
    return Cadence(
        zone=draw(ZONES),
        weekday=draw(st.integers(0, 6)),
        leaves=draw(st.times()).replace(microsecond=0),
        every=draw(st.integers(1, 5)),
        starts=draw(DAYS),
        freeze=timedelta(minutes=draw(st.integers(0, 14 * 24 * 60))),
        holidays=frozenset(first + timedelta(days=n) for n in holidays),
        on_holiday=draw(st.sampled_from(ON_HOLIDAY)),
    )


NEAR = st.integers(0, 427 * 24 * 60).map(
    lambda minute: datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@given(cadences(), NEAR)
def test_departures_are_later_in_order_and_have_days_and_numbers_of_their_own(cadence, moment):
    slots = departures(cadence, moment, 5)
    assert len(slots) == 5
    assert [slot.leaves_at for slot in slots] == sorted({slot.leaves_at for slot in slots})
    assert moment < slots[0].leaves_at
    assert len({number_for(slot.day) for slot in slots}) == 5
    assert all(slot.freezes_at <= slot.leaves_at for slot in slots)


@given(cadences(), NEAR)
def test_none_is_left_out_between_two(cadence, moment):
    first, second = departures(cadence, moment, 2)
    assert departures(cadence, first.leaves_at, 1) == [second]
    assert departures(cadence, first.leaves_at - timedelta(seconds=1), 1) == [first]


@given(cadences(), NEAR)
def test_a_regular_day_is_the_weekday_of_a_week_in_which_a_train_leaves(cadence, moment):
    for slot in departures(cadence, moment, 4):
        assert slot.day.weekday() == cadence.weekday
        monday = cadence.starts - timedelta(days=cadence.starts.weekday())
        assert (slot.day - monday).days // 7 % cadence.every == 0
        assert slot_of(cadence, slot.day) == slot
        assert day_of(cadence, slot.leaves_at) == slot.day


@given(cadences(), NEAR)
def test_no_train_leaves_on_a_holiday_unless_holidays_are_kept(cadence, moment):
    for slot in departures(cadence, moment, 4):
        wall = datetime.combine(slot.day, cadence.leaves, ZoneInfo(cadence.zone)).astimezone(UTC)
        if cadence.on_holiday != MOVE or slot.day not in cadence.holidays:
            assert slot.leaves_at == wall
            assert cadence.on_holiday == KEEP or slot.day not in cadence.holidays
        else:
            assert WEEK > wall - slot.leaves_at > timedelta(hours=20)
            assert slot.is_moved(cadence.zone)


@given(MOMENTS, ZONES)
def test_without_holidays_trains_are_a_week_apart_on_the_wall(moment, zone):
    first, second = departures(Cadence(zone=zone), moment, 2)
    local = [slot.leaves_at.astimezone(ZoneInfo(zone)) for slot in (first, second)]
    assert local[1].date() - local[0].date() == WEEK
    assert {(one.weekday(), one.time()) for one in local} == {(4, time(17))}
    assert first.leaves_at <= moment + timedelta(days=8)


@pytest.mark.parametrize(
    ("monday", "leaves_at"),
    [
        (datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 3, 27, 16, tzinfo=UTC)),
        (datetime(2026, 3, 30, tzinfo=UTC), datetime(2026, 4, 3, 15, tzinfo=UTC)),
    ],
)
def test_summer_time_keeps_five_on_the_wall_clock(monday, leaves_at):
    assert departures(Cadence(zone=BERLIN), monday, 1)[0].leaves_at == leaves_at


def test_a_hour_that_summer_time_leaves_out_is_read_as_one_later():
    cadence = Cadence(zone=BERLIN, weekday=6, leaves=time(2, 30), freeze=timedelta(hours=3))
    slot = slot_of(cadence, date(2026, 3, 29))
    assert slot.leaves_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert slot.freezes_at == datetime(2026, 3, 28, 22, 30, tzinfo=UTC)


CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 24), date(2027, 1, 1)})


@pytest.mark.parametrize(
    ("on_holiday", "days"),
    [
        (MOVE, [date(2026, 12, 23), date(2026, 12, 31), date(2027, 1, 8)]),
        (SKIP, [date(2027, 1, 8), date(2027, 1, 15), date(2027, 1, 22)]),
        (KEEP, [date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 8)]),
    ],
)
def test_on_a_holiday_it_leaves_on_the_working_day_before_or_not_at_all_or_as_ever(on_holiday, days):
    cadence = Cadence(zone=BERLIN, holidays=CHRISTMAS, on_holiday=on_holiday)
    slots = departures(cadence, datetime(2026, 12, 19, tzinfo=UTC), 3)
    assert [slot.leaves_at.date() for slot in slots] == days


def test_a_moved_train_keeps_the_number_of_its_week():
    cadence = Cadence(weekday=0, holidays=frozenset({date(2026, 12, 28)}))
    slots = departures(cadence, datetime(2026, 12, 20, tzinfo=UTC), 2)
    assert [slot.leaves_at.date() for slot in slots] == [date(2026, 12, 21), date(2026, 12, 25)]
    assert [number_for(slot.day) for slot in slots] == ["26.52", "26.53"]


def test_a_calendar_of_holidays_alone_has_no_train():
    every_day = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(10 * 366))
    assert departures(Cadence(holidays=every_day), datetime(2026, 2, 1, tzinfo=UTC), 3) == []


def test_a_day_between_has_no_train():
    fortnightly = Cadence(every=2, starts=date(2026, 11, 27))
    assert slot_of(fortnightly, date(2026, 12, 4)) is None
    assert slot_of(fortnightly, date(2026, 12, 10)) is None
    assert slot_of(fortnightly, date(2026, 12, 11)).day == date(2026, 12, 11)


@pytest.mark.parametrize(
    "wrong", [{"weekday": 7}, {"every": 0}, {"freeze": timedelta(-1)}, {"on_holiday": "fly"}]
)
def test_what_is_no_rhythm_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cadence|holiday"):
        Cadence(**wrong)
