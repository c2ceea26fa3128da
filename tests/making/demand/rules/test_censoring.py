import numpy as np
import pytest

from fanloop.making.demand.rules.censoring import came, censored_mean


def sale(chance, *, people, fall, stock, extra):
    """Arrivals of one drop until `extra` seconds after the last piece, and when that was."""
    times = np.sort(chance.exponential(fall, chance.poisson(people)))
    until = times[stock - 1] + extra
    return times[times <= until], until


def test_two_minutes_after_the_last_piece_tell_the_rest():
    """200 seeded drops of 3,000 people for 1,000 pieces; a Wald interval would fail this."""
    chance = np.random.default_rng(11)
    told = []
    for _ in range(200):
        times, until = sale(chance, people=3_000, fall=300.0, stock=1_000, extra=120.0)
        told.append(came(times, until=until))
    inside = np.mean([one.low <= 3_000 <= (one.high or np.inf) for one in told])
    assert 0.85 <= inside <= 0.95
    assert np.median([one.point for one in told if one.point]) == pytest.approx(3_000, rel=0.03)


def test_an_even_stream_has_a_bound_and_no_point():
    told = came(np.linspace(0, 600, 200), until=600)
    assert told.point is None
    assert told.high is None
    assert told.low >= 200


def test_few_people_are_only_counted():
    assert came([1.0, 2.0], until=9).low == 2
    with pytest.raises(ValueError, match="between the opening"):
        came([10.0], until=9)


@pytest.mark.parametrize("cap", [115, 75])
def test_the_mean_of_drops_that_sold_out_is_not_the_mean_of_what_they_sold(cap):
    chance = np.random.default_rng(7)
    means, inside = [], 0
    for _ in range(30):
        wanted = chance.normal(100, 30, 60)
        told = censored_mean(np.minimum(wanted, cap), wanted >= cap)
        means.append(told.mean)
        inside += told.low <= 100 <= told.high
    assert np.mean(means) == pytest.approx(100, abs=3)
    assert inside >= 24


def test_all_sold_out_tells_no_mean():
    with pytest.raises(ValueError, match="not sold out"):
        censored_mean([5, 5, 5], [True, True, True])
