import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanloop.making.supply.rules.newsvendor import (
    Costs,
    Spread,
    best_quantity,
    compared,
    judged,
    normal,
    poisson,
)

FORECAST = Spread((800, 900, 1_000, 1_120, 1_300))
LAMP = Costs(price=129, cost=60, salvage=20)


def test_the_published_normal_and_poisson_examples():
    assert normal(over=0.18, under=0.70, mean=50, sd=8) == pytest.approx((56.60396, 1.997605), rel=1e-6)
    quantity, cost = poisson(over=1, under=4, mean=6)
    assert (quantity, cost) == (8, pytest.approx(3.570107, rel=1e-6))


def test_a_forecasts_points_are_its_quantiles_and_its_tails_go_on():
    assert [FORECAST.quantile(share) for share in (0.1, 0.25, 0.5, 0.75, 0.9)] == list(FORECAST.points)
    assert FORECAST.quantile(0.01) < 800
    assert FORECAST.quantile(0.99) > 1_300
    assert Spread(FORECAST.points, least=850).quantile(0.1) == 850, "what is ordered already is wanted"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 5_000), min_size=5, max_size=5).map(sorted).map(tuple),
    st.integers(10, 100),
    st.integers(0, 9),
    st.integers(0, 200),
    st.integers(0, 50),
)
def test_no_quantity_near_the_best_is_better(points, cost, salvage, margin, goodwill):
    demand, costs = Spread(points), Costs(cost + margin, cost, salvage, goodwill)
    best = best_quantity(demand, costs)
    slack = 0.01 * cost + 1e-6 * (best + 1) * (cost + margin)
    result = judged(best, demand, costs).result
    for other in (best - 10, best - 1, best + 1, best + 10, round(demand.quantile(0.5))):
        if other >= 0:
            assert judged(other, demand, costs).result <= result + max(slack, abs(result) * 1e-3 + 1)


def test_around_the_best_one_more_and_one_fewer_both_cost():
    best = best_quantity(FORECAST, LAMP)
    said = judged(best, FORECAST, LAMP)
    assert 1_000 < best < 1_120, "a piece missed costs more than a piece too many"
    assert said.one_more <= 0.2
    assert said.one_fewer <= 0.2
    assert said.sold + said.missed == pytest.approx(FORECAST.sample(2_000).mean())
    assert said.sold + said.left == pytest.approx(best)


def test_more_pieces_mean_more_left_fewer_missed():
    few, middle, many = compared([900, 1_100, 1_300, 900], FORECAST, LAMP)
    assert few.left < middle.left < many.left
    assert few.missed > middle.missed > many.missed
    assert few.enough < middle.enough < many.enough
    assert few.at_worst < many.at_worst


def test_where_no_piece_pays_none_is_made():
    assert best_quantity(FORECAST, Costs(price=50, cost=60)) == 0


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="worth less"):
        Costs(price=10, cost=5, salvage=5)
    with pytest.raises(ValueError, match="does not rise"):
        Spread((2, 1, 3, 4, 5))
