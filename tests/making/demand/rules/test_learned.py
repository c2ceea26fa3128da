import numpy as np
import pytest

from fanloop.making.demand.rules.analogues import CATARSE
from fanloop.making.demand.rules.finished import Campaign, columns_known
from fanloop.making.demand.rules.learned import better_than, learn


def world(count, *, seed=1, days=30):
    """Campaigns that go on at their first days' rate until the goal is reached, and at a fifth of it afterwards."""
    chance = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        rate, goal = chance.uniform(3, 30), float(chance.choice([1_000, 4_000]))
        orders, amount = [], 0.0
        for _day in range(days):
            orders.append(int(chance.poisson(rate if amount < goal else rate / 5)))
            amount += orders[-1] * 20.0
        made.append(Campaign(days, orders, [n * 20.0 for n in orders], goal, "lamp"))
    return [one for one in made if sum(one.orders[:5])]


def test_the_goal_bends_the_curve_and_the_interval_holds_what_it_says():
    history, later = world(260), world(240, seed=2)
    totals = np.array([one.total for one in later])
    learned = learn(history, day=5)
    told = learned.quantiles(later)
    inside = (told[:, 2] <= totals) & (totals <= told[:, 6])
    assert 0.7 <= inside.mean() <= 0.9
    assert np.median(np.abs(told[:, 4] / totals - 1)) < 0.15
    assert better_than(learned, CATARSE, history)


def test_never_fewer_than_are_ordered_and_quantiles_rise():
    history = world(80)
    told = learn(history, day=29).quantiles([Campaign(30, [500] * 29, [1.0] * 29, 10.0)])[0]
    assert told[0] >= 500 * 29 - 1e-6
    assert list(told) == sorted(told)


def test_what_the_running_one_does_not_know_is_not_learned():
    history = world(70)
    assert columns_known(history).money
    assert columns_known(history).kinds == ("lamp",)
    bare = columns_known(history, Campaign(30, [3]))
    assert not bare.money
    assert bare.kinds == ()
    running = Campaign(30, [10, 12, 9])
    assert learn(history, day=3, running=running).quantiles([running]).shape == (1, 9)


def test_too_few_teach_nothing():
    with pytest.raises(ValueError, match="60 are needed"):
        learn(world(40), day=3)
