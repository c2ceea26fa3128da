from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.demand.rules.analogues import CATARSE
from fanloop.making.demand.rules.curves import Cancelling, forecast

RUNNING = [120, 80, 41, 33, 30, 28, 31, 25, 22, 27]


def five(answer):
    return answer.low80, answer.low50, answer.median, answer.high50, answer.high80


@given(
    st.lists(st.integers(0, 5_000), max_size=50),
    st.integers(1, 60),
    st.integers(0, 2**31),
    st.booleans(),
)
def test_intervals_are_nested_and_never_below_what_is_kept_for_certain(orders, days, seed, cancelling):
    answer = forecast(orders, days=days, seed=seed, cancelling=Cancelling() if cancelling else None)
    assert sorted(five(answer)) == list(five(answer))
    if not cancelling:
        assert answer.low80 >= sum(orders)


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 40), st.integers(0, 99))
def test_the_path_rises_and_ends_at_the_total_placed(orders, days, seed):
    answer = forecast(orders, days=days, seed=seed, cancelling=None)
    assert [week.week for week in answer.path] == list(range(1, len(answer.path) + 1))
    for earlier, later in zip(answer.path, answer.path[1:], strict=False):
        assert all(a <= b for a, b in zip(astuple(earlier), astuple(later), strict=True))
    assert astuple(answer.path[-1])[1:] == five(answer)


def test_past_weeks_are_certain_and_coming_weeks_are_not():
    path = forecast(RUNNING, days=30, seed=1).path
    assert astuple(path[0])[1:] == (sum(RUNNING[:7]),) * 5
    assert all(week.low80 < week.high80 for week in path[1:])
    assert len(path) == 5


def test_equal_input_and_seed_give_an_equal_forecast():
    assert forecast(RUNNING, days=30, seed=7) == forecast(RUNNING, days=30, seed=7)


def test_a_closed_campaign_without_cancelling_is_what_was_ordered():
    answer = forecast([10, 20, 30], days=3, seed=1, cancelling=None)
    assert five(answer) == (60,) * 5
    assert answer.method == "closed: orders placed"


def test_a_closed_campaign_keeps_only_the_uncertainty_of_cancelling():
    answer = forecast([400, 300, 300], days=3, seed=1, cancelled=50)
    assert 850 < answer.low80 < answer.median < answer.high80 <= 950
    assert answer.method == "closed: orders placed less cancellations"


def test_orders_after_the_last_day_count():
    assert forecast([5, 5, 5, 5], days=3, seed=1, cancelling=None).median == 20


def test_many_cancellations_lower_the_total():
    few = forecast(RUNNING, days=30, seed=1, cancelled=5)
    many = forecast(RUNNING, days=30, seed=1, cancelled=200)
    assert many.high80 < few.low50 + 200
    assert many.median < few.median - 195


@pytest.mark.parametrize("orders", [[], [0], [0, 0, 0, 0, 0]])
def test_no_orders_is_a_forecast_of_the_analogues_alone_and_reaches_zero(orders):
    answer = forecast(orders, days=30, seed=1)
    assert answer.low80 <= 5
    assert answer.high80 >= 5
    assert answer.method.startswith("no orders yet: pace of ")


def test_one_finished_day_is_enough_and_wider_than_half_the_campaign():
    early = forecast([100], days=30, seed=1)
    later = forecast([100, *[20] * 14], days=30, seed=1)
    assert early.high80 / early.low80 > later.high80 / later.low80
    assert early.method == "pace of 1,576 finished campaigns (Catarse 2011-2016)"


def test_a_campaign_larger_than_any_learned_from_grows_at_the_pace_of_the_largest():
    large = forecast([10_000] * 10, days=30, seed=1, cancelling=None)
    larger = forecast([40_000] * 10, days=30, seed=1, cancelling=None)
    assert larger.median / large.median == pytest.approx(4, rel=0.01)


def test_a_slowing_campaign_is_expected_to_end_lower_than_a_steady_one():
    slowing = forecast([400, 80, 20, 2, 2, 2, 2, 1, 1], days=20, seed=1)
    steady = forecast([57, 57, 57, 57, 57, 57, 56, 56, 56], days=20, seed=1)
    assert slowing.median < steady.median


def test_widening_stretches_around_the_median():
    plain = forecast(RUNNING, days=30, seed=1, cancelling=None)
    wide = forecast(RUNNING, days=30, seed=1, cancelling=None, widen=1.5)
    assert wide.median == plain.median
    assert wide.low80 < plain.low80
    assert wide.high80 > plain.high80


def test_another_pace_is_named_in_the_method():
    own = replace(CATARSE, source="own campaigns", campaigns=64)
    assert (
        forecast(RUNNING, days=30, seed=1, pace=own).method == "pace of 64 finished campaigns (own campaigns)"
    )


@pytest.mark.parametrize(
    ("orders", "wrong", "reason"),
    [
        ([1], {"days": 0}, "0 days"),
        ([1, -1], {"days": 9}, "fewer than zero"),
        ([1], {"days": 9, "cancelled": 2}, "2 cancelled of 1"),
        ([1], {"days": 9, "cancelled": -1}, "-1 cancelled of 1"),
        ([1], {"days": 9, "widen": 0.0}, "stretched"),
    ],
)
def test_nonsense_is_refused_with_its_reason(orders, wrong, reason):
    with pytest.raises(ValueError, match=reason):
        forecast(orders, seed=1, **wrong)
