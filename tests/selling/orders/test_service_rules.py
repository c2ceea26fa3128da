"""Each stretch of a service is written exactly once, whatever the clock does."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.services import after, repair_state, span, to_write

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(DAYS, st.sampled_from([1, 3, 12]), st.lists(st.integers(-400, 900), max_size=12))
def test_any_jumps_of_the_clock_write_each_period_exactly_once(begins, months, jumps):
    have, furthest = [0], begins
    for jump in jumps:
        today = begins + timedelta(days=jump)
        have += to_write(begins, months, have=have, today=today)
        furthest = max(furthest, today)
    assert len(have) == len(set(have))
    assert sorted(have) == [n for n in range(len(have) + 1) if span(begins, months, n)[0] <= furthest]


@given(DAYS, st.sampled_from([1, 3, 12]), st.integers(0, 60))
def test_periods_follow_one_another_without_a_gap_and_keep_their_day(begins, months, position):
    starts, ends = span(begins, months, position)
    assert starts < ends == span(begins, months, position + 1)[0]
    assert starts.day == begins.day or (starts + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 48), st.integers(0, 3_000))
def test_nothing_is_written_after_the_end(begins, months, days):
    ends_on = after(begins, months)
    found = to_write(begins, 1, have=(), today=begins + timedelta(days=days), ends_on=ends_on)
    assert all(span(begins, 1, each)[0] < ends_on for each in found)


def test_a_repair_is_where_its_last_step_says():
    assert repair_state([], is_quoted=False) == "asked"
    assert repair_state([], is_quoted=True) == "quoted"
    assert repair_state(["accepted"], is_quoted=True) == "accepted"
    assert repair_state(["accepted", "done"], is_quoted=True) == "done"
    assert repair_state(["declined"], is_quoted=True) == "declined"
