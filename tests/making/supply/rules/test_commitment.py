import numpy as np
import pytest

from fanloop.making.supply.rules.commitment import Materials, Variants, commit

NORMAL = np.random.default_rng(1).normal(1_000, 200, (400, 4)).clip(0)


def one(margin, now, *, later=np.inf, salvage=0.0, **more):
    """One variant that takes one piece of one material."""
    variants = Variants(np.array([margin]), np.array([[1.0]]))
    return variants, Materials(np.array([now]), np.array([later]), np.array([salvage]), **more)


def test_one_material_for_one_variant_is_the_newsvendor():
    wanted = NORMAL[:, :1]
    said = commit(*one(10.0, 4.0, salvage=1.0), wanted)

    assert said.order[0] == pytest.approx(np.quantile(wanted, (10 - 4) / (10 - 1)), rel=0.01)
    assert said.left[0] == pytest.approx(np.maximum(said.order[0] - wanted, 0).mean())
    assert said.liability == pytest.approx(said.left[0] * 3)


def test_what_can_be_bought_later_at_little_more_is_committed_less():
    wanted = NORMAL[:, :1]
    said = commit(*one(10.0, 4.0, later=4.5), wanted)

    assert said.order[0] == pytest.approx(np.quantile(wanted, 0.5 / 4.5), rel=0.01)
    assert said.bought[0] > 0
    assert said.made.sum() == pytest.approx(wanted.sum()), "all that is wanted is made in the end"


def test_money_bound_in_prepayment_makes_the_order_smaller():
    wanted = NORMAL[:, :1]
    free, dear = one(10.0, 4.0), one(10.0, 4.0, prepaid=1.0, money=0.5)

    assert commit(*dear, wanted).order[0] == pytest.approx(np.quantile(wanted, 0.4), rel=0.01)
    assert commit(*dear, wanted).order[0] < commit(*free, wanted).order[0]


def test_four_variants_that_share_a_part_need_half_the_safety_of_four_that_do_not():
    """Independent demands: the spread of their sum grows with the root of four."""
    margin, price = np.full(4, 10.0), 1.0
    shared = Variants(margin, np.ones((4, 1)))
    apart = Variants(margin, np.eye(4))
    together = commit(shared, Materials(np.array([price]), np.full(1, np.inf), np.zeros(1)), NORMAL)
    alone = commit(apart, Materials(np.full(4, price), np.full(4, np.inf), np.zeros(4)), NORMAL)

    safety = [said.order.sum() - NORMAL.sum(axis=1).mean() for said in (together, alone)]
    assert safety[0] / safety[1] == pytest.approx(1 / 2, abs=0.08)
    assert together.profit > alone.profit


def test_material_is_never_worth_more_left_over_than_bought():
    with pytest.raises(ValueError, match="worth more"):
        one(10.0, 4.0, salvage=5.0)
