import numpy as np

from fanloop.making.demand.rules.trees import boost


def test_trees_find_a_bend_that_a_line_cannot_and_ignore_wild_ones():
    chance = np.random.default_rng(3)
    rows = chance.uniform(-1, 1, (600, 4))
    truth = np.where(rows[:, 0] > 0.2, 3.0, 0.0) + np.where(rows[:, 1] > 0, 1.0, 0.0)
    targets = truth + chance.normal(0, 0.1, 600)
    targets[::10] += 50.0
    told = boost(rows[:500], targets[:500], seed=1).predict(rows[500:])
    assert np.median(np.abs(told - truth[500:])) < 0.35


def test_equal_seeds_give_equal_trees():
    rows = np.random.default_rng(5).normal(size=(80, 3))
    once, again = (boost(rows, rows[:, 0], seed=2, rounds=20).predict(rows) for _ in range(2))
    assert np.array_equal(once, again)


def test_columns_without_difference_leave_the_median():
    told = boost(np.ones((40, 2)), np.arange(40.0), seed=0, rounds=200).predict(np.ones((1, 2)))
    assert abs(told[0] - 19.5) < 3
