"""Logs, figures, lanes, prepared words, free days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.answers.rules import canned, free_days, lanes
from fanloop.listening.answers.rules.figures import figures, median, wilson
from fanloop.listening.answers.rules.hours import ALWAYS, Pause
from fanloop.listening.answers.rules.log import Entry, Kept, course, kept

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def after(minutes):
    return AT + timedelta(minutes=minutes)


def log(*told):
    return [Entry(kind, after(minutes), 1) for kind, minutes in told]


def taken(*told, now=600):
    return kept(log(*told), target=900, calendar=ALWAYS, now=after(now))


def test_the_first_answer_counts_and_nothing_after_it():
    told = course(log(("opened", 0), ("answered", 6), ("paused", 7), ("answered", 90)))
    assert (told.answered_at, told.pauses) == (after(6), ())


def test_waiting_for_the_fan_does_not_count():
    one = taken(("opened", 0), ("paused", 5), ("resumed", 65), ("answered", 70))
    assert (one.taken, one.real, one.in_time) == (600, 4200, True)


def test_an_answer_while_we_wait_for_the_fan_took_until_the_pause():
    assert taken(("opened", 0), ("paused", 5), ("answered", 300)).taken == 300


def test_a_second_pause_inside_a_pause_is_the_same_pause():
    told = course(log(("opened", 0), ("paused", 5), ("paused", 8), ("resumed", 10), ("resumed", 12)))
    assert told.pauses == (Pause(after(5), after(10)),)


def test_what_is_excused_counts_neither_way_until_it_is_opened_again():
    assert taken(("opened", 0), ("excused", 5)).in_time is None
    assert taken(("opened", 0), ("excused", 5), ("reopened", 100), ("answered", 109)).taken == 14 * 60
    assert taken(("opened", 0), ("excused", 5), ("reopened", 100), now=111).in_time is False


def test_what_waits_counts_against_us_only_when_it_is_late():
    assert taken(("opened", 0), now=15).in_time is None
    assert taken(("opened", 0), now=16).in_time is False
    assert taken(("opened", 0), ("claimed", 1), ("paused", 10), now=900).in_time is None


def test_a_log_without_a_beginning_is_an_error():
    with pytest.raises(ValueError, match="opened"):
        course(log(("answered", 3)))


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_interval_holds_the_share_and_lies_between_nothing_and_all(good, bad):
    low, high = wilson(good, good + bad)
    assert 0 <= low <= high <= 1
    if good + bad:
        assert low <= good / (good + bad) + 1e-12
        assert high >= good / (good + bad) - 1e-12


def test_wilson_as_published():
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


@given(st.lists(st.integers(0, 9_000), min_size=1))
def test_the_median_is_one_of_the_values_and_half_lie_below_it(values):
    middle = median(values)
    assert middle in values
    assert sum(value <= middle for value in values) * 2 >= len(values)
    assert sum(value >= middle for value in values) * 2 >= len(values)


def test_figures_leave_out_what_may_still_be_in_time():
    rows = [
        Kept(AT, 300, 400, True),
        Kept(AT, 1000, 1000, False),
        Kept(AT, None, None, False),
        Kept(AT, None, None, None),
    ]
    found = figures(rows)
    assert (found.counted, found.in_time, found.answered, found.waiting, found.half) == (3, 1, 2, 1, 300)
    assert found.share == pytest.approx(1 / 3)
    assert found.is_few


def test_of_nothing_there_is_no_share():
    assert (figures([]).share, figures([]).half, median([])) == (None, None, None)


def test_a_case_is_late_here_and_now_even_when_the_desk_is_closed():
    assert lanes.lane(is_paused=False, is_open=False, left=900) == "later"
    assert lanes.lane(is_paused=False, is_open=False, left=-1) == "now"
    assert lanes.lane(is_paused=False, is_open=True, left=900) == "now"
    assert lanes.lane(is_paused=True, is_open=True, left=0) == "fan"


def test_a_lease_keeps_others_out_for_two_minutes():
    lease = lanes.Lease(1, AT, AT + lanes.LEASE)
    assert not lanes.may_claim(lease, 2, AT + timedelta(seconds=119))
    assert lanes.may_claim(lease, 2, AT + timedelta(seconds=120))
    assert lanes.may_claim(lease, 1, AT)


def test_prepared_words_are_filled_and_what_is_unknown_stays_a_gap():
    text = "Thank you, {name}. “{need}” leaves on {train}."
    assert (
        canned.filled(text, {"name": "Mira", "need": "Sunrise"})
        == "Thank you, Mira. “Sunrise” leaves on [train]."
    )
    assert canned.unknown_places("{name} {price}") == ["price"]


@pytest.mark.parametrize(
    ("asked", "text"), [("en", "Hi"), ("zh-hant", "你好"), ("fr", "Hi"), ("en-gb", "Hi")]
)
def test_prepared_words_come_in_the_fans_language(asked, text):
    assert canned.in_language({"en": "Hi", "zh-hans": "你好"}, asked) == text


def test_norway_is_free_on_its_national_day():
    found = free_days.public_holidays("NO", "", [2026])
    assert date(2026, 5, 17) in found
    assert date(2026, 11, 26) not in found


def test_a_region_has_days_of_its_own_and_an_unknown_place_is_refused():
    assert date(2026, 1, 6) in free_days.public_holidays("DE", "BY", [2026])
    assert date(2026, 1, 6) not in free_days.public_holidays("DE", "BE", [2026])
    with pytest.raises(free_days.UnreadableDaysError, match="DE XX"):
        free_days.public_holidays("DE", "XX", [2026])


ICAL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//northwindow//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261221
DTEND;VALUE=DATE:20261224
SUMMARY:Workshop closed
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20200212
RRULE:FREQ=YEARLY
SUMMARY:Founding day
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def test_a_calendar_file_gives_whole_days_and_yearly_ones_every_year():
    found = free_days.ical_days(ICAL, first=date(2026, 1, 1), last=date(2027, 12, 31))
    assert found == {
        date(2026, 12, 21): "Workshop closed", date(2026, 12, 22): "Workshop closed", date(2026, 12, 23): "Workshop closed",
        date(2026, 2, 12): "Founding day", date(2027, 2, 12): "Founding day",
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"no calendar",
        b"x" * (free_days.LARGEST + 1),
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR",
    ],
)
def test_a_file_that_is_no_calendar_is_refused(data):
    with pytest.raises(free_days.UnreadableDaysError):
        free_days.ical_days(data, first=date(2026, 1, 1), last=date(2026, 12, 31))


def test_days_are_written_one_a_line():
    assert free_days.written_days("2026-12-24 Christmas Eve\n\n2026-12-23 09:00-12:00 Half a day") == {
        date(2026, 12, 24): ("", "Christmas Eve"), date(2026, 12, 23): ("09:00-12:00", "Half a day"),
    }  # fmt: skip
    with pytest.raises(free_days.UnreadableDaysError, match="tomorrow"):
        free_days.written_days("tomorrow")
