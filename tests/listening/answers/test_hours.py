"""The clock of the desk, in whole seconds."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fanloop.listening.answers.rules.hours import (
    ALWAYS,
    DAY,
    Calendar,
    NeverOpensError,
    Pause,
    Span,
    due,
    elapsed,
    is_open,
    left,
    next_opening,
    open_until,
)
from fanloop.listening.answers.rules.spans import UnreadableError, spans_of, words_of

OSLO = ZoneInfo("Europe/Oslo")
WORKDAY = spans_of("09:00-12:00, 13:00-17:00")
OFFICE = Calendar("Europe/Oslo", (WORKDAY,) * 5 + ((), ()))
NINE_TO_FIVE = Calendar("Europe/Oslo", (spans_of("09:00-17:00"),) * 5 + ((), ()))
BAKERY = Calendar("Europe/Oslo", (spans_of("22:00-06:00"),) * 7)
QUARTER = 900


def oslo(*moment, fold=0):
    return datetime(*moment, tzinfo=OSLO, fold=fold).astimezone(UTC)


spans = st.tuples(st.integers(0, 95), st.integers(1, 96)).map(
    lambda pair: Span(pair[0] * 900, (pair[0] + pair[1]) * 900)
)
days = st.lists(spans, max_size=4).map(tuple)
zones = st.sampled_from(
    [
        "Europe/Oslo",
        "America/New_York",
        "Asia/Shanghai",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "UTC",
        "Pacific/Apia",
    ]
)
moments = st.integers(0, 2 * 365 * DAY).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=passed)
)
seconds = st.integers(0, 40 * 3600)


@st.composite
def calendars(draw):
    week = draw(st.tuples(*[days] * 7))
    some = draw(st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), days, max_size=12))
    assume(any(week))
    return Calendar(draw(zones), week, some)


@st.composite
def paused(draw):
    begins = draw(st.lists(moments, max_size=4))
    return [Pause(begin, begin + timedelta(seconds=draw(st.integers(0, 5 * DAY)))) for begin in begins]


@given(moments, seconds, calendars(), paused())
def test_what_is_due_after_so_many_seconds_has_them_behind_it(start, much, calendar, pauses):
    assert elapsed(start, due(start, much, calendar, pauses), calendar, pauses) == much


@given(moments, seconds, calendars(), paused())
def test_nothing_is_due_a_second_later_than_it_must_be(start, much, calendar, pauses):
    assume(much)
    end = due(start, much, calendar, pauses)
    assert elapsed(start, end - timedelta(seconds=1), calendar, pauses) == much - 1


@given(moments, seconds, seconds, calendars())
def test_a_longer_promise_is_never_due_earlier(start, one, more, calendar):
    assert due(start, one, calendar) <= due(start, one + more, calendar)


@given(moments, st.integers(0, 60 * DAY), st.integers(0, 60 * DAY), calendars(), paused())
def test_time_adds_up_over_any_moment_between(start, first, second, calendar, pauses):
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    parts = elapsed(start, middle, calendar, pauses) + elapsed(middle, end, calendar, pauses)
    assert elapsed(start, end, calendar, pauses) == parts


@given(moments, st.integers(0, 30 * DAY), calendars(), paused())
def test_desk_time_never_runs_faster_than_time(start, much, calendar, pauses):
    end = start + timedelta(seconds=much)
    still = elapsed(start, end, calendar, pauses)
    assert 0 <= still <= elapsed(start, end, calendar) <= much


@given(moments, calendars(), seconds)
def test_a_pause_moves_what_is_due_by_the_desk_time_it_covers(start, calendar, length):
    pause = Pause(start, start + timedelta(seconds=length))
    covered = elapsed(start, pause.end, calendar)
    assert due(start, QUARTER, calendar, [pause]) == due(start, QUARTER + covered, calendar) or covered == 0


@given(moments, calendars())
def test_the_next_opening_is_open_and_nothing_before_it_is(at, calendar):
    opening = next_opening(at, calendar)
    assert is_open(opening, calendar)
    assert elapsed(at, opening, calendar) == 0


@given(calendars(), moments, st.integers(0, 20 * DAY))
def test_overlapping_spans_count_once(calendar, start, much):
    twice = Calendar(
        calendar.zone, tuple(day * 2 for day in calendar.week), {d: s * 2 for d, s in calendar.days.items()}
    )
    end = start + timedelta(seconds=much)
    assert elapsed(start, end, twice) == elapsed(start, end, calendar)


@given(moments, st.integers(-5 * DAY, 5 * DAY), calendars())
def test_what_is_left_turns_negative_when_it_is_late(now, ahead, calendar):
    due_at = now + timedelta(seconds=ahead)
    assert (left(now, due_at, calendar) > 0) <= (due_at > now)
    assert (left(now, due_at, calendar) < 0) <= (due_at < now)


@given(moments, st.integers(0, 400 * DAY))
def test_an_open_house_counts_every_second(start, much):
    assert elapsed(start, start + timedelta(seconds=much), ALWAYS) == much


def test_friday_half_past_four_and_an_hour_is_monday_half_past_nine():
    assert due(oslo(2026, 11, 27, 16, 30), 3600, NINE_TO_FIVE) == oslo(2026, 11, 30, 9, 30)


def test_what_comes_in_the_evening_is_due_a_quarter_after_the_opening():
    assert due(oslo(2026, 11, 26, 21, 7), QUARTER, OFFICE) == oslo(2026, 11, 27, 9, 15)


def test_lunch_does_not_count():
    assert due(oslo(2026, 11, 26, 11, 55), QUARTER, OFFICE) == oslo(2026, 11, 26, 13, 10)
    assert elapsed(oslo(2026, 11, 26, 11, 55), oslo(2026, 11, 26, 13, 10), OFFICE) == QUARTER


def test_a_promise_that_fits_ends_when_the_desk_closes():
    assert due(oslo(2026, 11, 26, 16, 45), QUARTER, OFFICE) == oslo(2026, 11, 26, 17, 0)


def test_a_holiday_is_stepped_over_and_a_day_of_its_own_wins():
    free = Calendar(
        "Europe/Oslo", OFFICE.week, {date(2026, 12, 25): (), date(2026, 12, 26): spans_of("10:00-11:00")}
    )
    assert due(oslo(2026, 12, 24, 16, 50), QUARTER, free) == oslo(2026, 12, 26, 10, 5)


def test_a_span_past_midnight_belongs_to_the_day_it_begins_on():
    free = Calendar("Europe/Oslo", BAKERY.week, {date(2026, 11, 27): ()})
    assert due(oslo(2026, 11, 27, 5, 55), QUARTER, free) == oslo(2026, 11, 28, 22, 10)
    assert is_open(oslo(2026, 11, 27, 3), free)
    assert not is_open(oslo(2026, 11, 27, 23), free)


def test_the_night_of_the_spring_change_has_an_hour_less():
    assert elapsed(oslo(2026, 3, 28, 22), oslo(2026, 3, 29, 6), BAKERY) == 7 * 3600
    assert due(oslo(2026, 3, 29, 1, 50), QUARTER, BAKERY) == oslo(2026, 3, 29, 3, 5)


def test_the_night_of_the_autumn_change_has_an_hour_more():
    assert elapsed(oslo(2026, 10, 24, 22), oslo(2026, 10, 25, 6), BAKERY) == 9 * 3600
    assert due(oslo(2026, 10, 25, 2, 50), QUARTER, BAKERY) == oslo(2026, 10, 25, 2, 5, fold=1)


def test_an_opening_in_the_skipped_hour_is_the_moment_of_the_change():
    early = Calendar("Europe/Oslo", (spans_of("02:30-04:00"),) * 7)
    assert next_opening(oslo(2026, 3, 29, 0), early) == oslo(2026, 3, 29, 3)
    assert elapsed(oslo(2026, 3, 29, 0), oslo(2026, 3, 29, 12), early) == 3600
    gone = Calendar("Europe/Oslo", (spans_of("02:10-02:50"),) * 7)
    assert elapsed(oslo(2026, 3, 29, 0), oslo(2026, 3, 29, 12), gone) == 0


def test_an_opening_in_the_repeated_hour_is_its_first_occurrence():
    early = Calendar("Europe/Oslo", (spans_of("02:30-04:00"),) * 7)
    assert next_opening(oslo(2026, 10, 25, 0), early) == oslo(2026, 10, 25, 2, 30)
    assert elapsed(oslo(2026, 10, 25, 0), oslo(2026, 10, 25, 12), early) == 2.5 * 3600


def test_a_desk_that_never_opens_is_an_error_and_so_is_a_pause_without_an_end():
    with pytest.raises(NeverOpensError):
        due(oslo(2026, 11, 26, 9), 1, Calendar("UTC", ((),) * 7))
    with pytest.raises(NeverOpensError):
        next_opening(oslo(2026, 11, 26, 9), Calendar("UTC", ((),) * 7))
    with pytest.raises(NeverOpensError):
        due(oslo(2026, 11, 26, 9), QUARTER, OFFICE, [Pause(oslo(2026, 11, 26, 9, 5), None)])


def test_a_pause_without_an_end_stops_the_count():
    assert (
        elapsed(oslo(2026, 11, 26, 9), oslo(2026, 12, 26, 9), OFFICE, [Pause(oslo(2026, 11, 26, 9, 5), None)])
        == 300
    )


def test_when_the_desk_closes_is_said_while_it_is_open():
    assert open_until(oslo(2026, 11, 26, 10), OFFICE) == oslo(2026, 11, 26, 12)
    assert open_until(oslo(2026, 11, 26, 12, 30), OFFICE) is None
    assert open_until(oslo(2026, 11, 26, 12), OFFICE) is None
    assert open_until(oslo(2026, 11, 26, 10), Calendar("UTC", (spans_of("00:00-24:00"),) * 7))


def test_thousands_of_deadlines_are_reckoned_in_a_second():
    start = oslo(2026, 11, 26, 9)
    begun = perf_counter()
    for minute in range(5_000):
        due(start + timedelta(minutes=minute), QUARTER, OFFICE)
    assert perf_counter() - begun < 1


@given(st.lists(spans, max_size=4))
def test_hours_are_written_so_that_they_read_the_same(row):
    assert spans_of(words_of(row)) == tuple(sorted(row))


@pytest.mark.parametrize("text", ["9", "nine to five", "25:00-26:00", "09:00-09:75", "09:00", "24:00-25:00"])
def test_what_is_no_hour_is_refused_with_its_words(text):
    with pytest.raises(UnreadableError, match=text):
        spans_of(text)


def test_a_week_has_seven_days_and_a_span_at_most_one():
    with pytest.raises(ValueError, match="seven"):
        Calendar("UTC", ((),) * 6)
    with pytest.raises(ValueError, match="no span"):
        Calendar("UTC", ((Span(0, DAY + 1),),) * 7)
