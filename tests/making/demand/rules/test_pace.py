import numpy as np
import pytest

from fanloop.making.demand.rules.analogues import CATARSE
from fanloop.making.demand.rules.curves import forecast
from fanloop.making.demand.rules.pace import MARKS, PROBABILITIES, features, learn


def even_curves(count, seed):
    """Campaigns that get orders at a constant mean rate: the truth at half time is about twice the count."""
    chance = np.random.default_rng(seed)
    return [[int(n) for n in chance.poisson(chance.uniform(2, 40), 30)] for _ in range(count)]


def test_learning_from_even_campaigns_foretells_even_campaigns():
    pace = learn(even_curves(400, 1), source="even")
    inside = 0
    for curve in even_curves(300, 2):
        answer = forecast(curve[:15], days=30, seed=1, cancelling=None, pace=pace)
        inside += answer.low80 <= sum(curve) <= answer.high80
        assert answer.median == pytest.approx(2 * sum(curve[:15]), rel=0.2)
    assert 0.72 <= inside / 300 <= 0.9


def test_the_shape_of_even_campaigns_is_a_straight_line():
    pace = learn(even_curves(400, 1), source="even")
    assert pace.shape == pytest.approx(np.linspace(0, 1, 21), abs=0.01)
    assert pace.share(0.5) == pytest.approx(0.5, abs=0.01)
    assert (pace.source, pace.campaigns) == ("even", 400)


def test_too_few_campaigns_teach_nothing():
    with pytest.raises(ValueError, match="49 campaigns are too few"):
        learn(even_curves(49, 1), source="few")


def test_a_lesson_between_two_marks_lies_between_them():
    low, high = CATARSE.at(0.4), CATARSE.at(0.5)
    assert CATARSE.at(0.45).intercept == pytest.approx((low.intercept + high.intercept) / 2)
    assert CATARSE.at(0.45).scores == pytest.approx(
        [(a + b) / 2 for a, b in zip(low.scores, high.scores, strict=True)],
    )


def test_before_the_first_mark_the_first_counts_and_at_the_end_nothing_is_left():
    assert CATARSE.at(0.0) == CATARSE.marks[0]
    end = CATARSE.at(1.0)
    assert (end.intercept, end.count, end.recent) == (0, 0, 0)
    assert set(end.scores) == {0}


def test_the_learned_constants_are_in_order():
    assert tuple(mark.elapsed for mark in CATARSE.marks) == MARKS
    for mark in CATARSE.marks:
        assert len(mark.scores) == len(PROBABILITIES)
        assert sorted(mark.scores) == list(mark.scores)
    assert sorted(CATARSE.shape) == list(CATARSE.shape)
    assert (CATARSE.shape[0], CATARSE.shape[-1]) == (0, 1)


def test_recent_pace_looks_at_the_last_seven_days_and_the_days_left():
    size, recent = features([1000, *[7] * 7], 18)
    assert size == pytest.approx(np.log1p(1049))
    assert recent == pytest.approx(np.log1p(70))
    assert features([], 30) == (0, 0)
