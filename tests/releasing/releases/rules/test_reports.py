"""When many reports decide: shares with intervals, "not fixed", and the moment a change is confirmed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.reports import (
    MIN,
    SAYS,
    Share,
    Verdicts,
    asked_on,
    confirmed_at,
    is_confirmed,
    is_not_fixed,
    is_over,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
COUNTS = st.builds(Verdicts, st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
TOLD = st.lists(
    st.tuples(st.integers(0, 90).map(lambda m: NOW + timedelta(minutes=m)), st.sampled_from(SAYS))
)


@given(COUNTS)
def test_a_change_is_never_confirmed_and_not_fixed(found):
    assert not (is_confirmed(found) and is_not_fixed(found, is_over=True))


@given(COUNTS)
def test_what_is_certain_before_tuesday_ends_is_certain_after_it(found):
    assert is_not_fixed(found, is_over=True) or not is_not_fixed(found, is_over=False)


@given(COUNTS, st.integers(0, 400))
def test_who_has_not_tried_it_decides_nothing(found, others):
    more = Verdicts(found.yes, found.no, found.not_tried + others)
    assert is_not_fixed(more, is_over=True) == is_not_fixed(found, is_over=True)
    assert more.share == found.share


@given(COUNTS)
def test_one_more_no_never_mends_a_change(found):
    worse = Verdicts(found.yes, found.no + 1, found.not_tried)
    for over in (True, False):
        assert is_not_fixed(worse, is_over=over) or not is_not_fixed(found, is_over=over)


@pytest.mark.parametrize(
    ("yes", "no", "is_over", "decides"),
    [
        (0, MIN - 1, True, False),
        (2, 3, True, True),
        (3, 3, True, False),
        (2, 3, False, False),
        (0, 5, False, True),
        (1, 9, False, True),
        (2, 8, False, False),
    ],
)
def test_a_few_unlucky_ones_do_not_undo_a_change_before_the_week_is_over(yes, no, is_over, decides):
    assert is_not_fixed(Verdicts(yes, no), is_over=is_over) is decides


@given(TOLD, st.randoms())
def test_the_moment_of_confirmation_does_not_depend_on_the_order_of_rows(told, chance):
    mixed = list(told)
    chance.shuffle(mixed)
    assert confirmed_at(mixed) == confirmed_at(told)


@given(TOLD)
def test_at_that_moment_a_majority_of_enough_had_said_yes(told):
    moment = confirmed_at(told)
    if moment is None:
        return
    until = [says for at, says in told if at <= moment]
    assert until.count("yes") + until.count("no") >= MIN
    assert until.count("yes") >= 3


def test_five_yes_confirm_at_the_fifth():
    told = [(NOW + timedelta(hours=hour), "yes") for hour in range(9)]
    assert confirmed_at(told) == NOW + timedelta(hours=MIN - 1)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_share_lies_in_its_interval(good, others):
    share = Share(good, good + others)
    low, high = share.interval
    assert 0 <= low <= high <= 1
    assert share.value is None or low <= share.value + 1e-9
    assert share.value is None or share.value <= high + 1e-9


def test_the_tuesday_is_the_maker_s_own():
    left = datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert asked_on(left, BERLIN).isoformat() == "2026-11-24"
    assert not is_over(left, datetime(2026, 11, 24, 22, 59, tzinfo=UTC), BERLIN)
    assert is_over(left, datetime(2026, 11, 24, 23, tzinfo=UTC), BERLIN)
