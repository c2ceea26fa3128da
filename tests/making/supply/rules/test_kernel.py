"""The array kernel against the oracle: every bill that can be made up is planned to the last digit alike."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import mrp_oracle
from fanloop.making.supply.rules.explode import Line, explode, structure
from fanloop.making.supply.rules.kernel import change, explode_scenarios, reach, replan
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.messages import Code
from fanloop.making.supply.rules.mrp import Demand, demand_of, plan, receipts_of
from fanloop.making.supply.rules.network import TooLargeError, network
from fanloop.making.supply.rules.terms import Terms

WEEKS = 7


def amounts(least, most, places):
    return st.decimals(least, most, places=places, allow_nan=False, allow_infinity=False)


@st.composite
def terms(draw, places):
    smallest = Decimal(1).scaleb(-places)
    return Terms(
        on_hand=draw(amounts(-20, 300, places)),
        safety=draw(amounts(0, 50, places)),
        lead=draw(st.integers(0, 9)),
        lot=LotRule(draw(amounts(0, 100, places)), draw(amounts(smallest, 30, places))),
        receipts=tuple(draw(st.lists(amounts(0, 80, places), max_size=WEEKS))),
        yields=draw(st.sampled_from([Decimal(1), Decimal("0.97"), Decimal("0.3333"), Decimal("0.5")])),
        periods=draw(st.integers(1, 4)),
        fence=draw(st.integers(0, 3)),
    )


@st.composite
def problems(draw):
    """Up to eight parts in any order of levels, quantities with up to four places."""
    size = draw(st.integers(2, 8))
    places = draw(st.integers(0, 4))
    pairs = draw(
        st.sets(st.tuples(st.integers(0, size - 2), st.integers(1, size - 1)).filter(lambda p: p[0] < p[1]))
    )
    smallest = Decimal(1).scaleb(-places)
    lines = [
        Line(
            f"p{a}",
            f"p{b}",
            draw(amounts(smallest, 9, places)),
            scrap=Decimal(draw(st.integers(0, 90))) / 100,
        )
        for a, b in sorted(pairs)
    ]
    bill = structure(lines, also=[f"p{n}" for n in range(size)])
    wishes = draw(
        st.lists(
            st.builds(
                Demand,
                st.sampled_from(bill.parts),
                st.integers(0, WEEKS - 1),
                amounts(0, 500, places) | st.integers(0, 500),
            ),
            max_size=6,
        )
    )
    held = {part: draw(terms(places)) for part in bill.parts if draw(st.booleans())}
    return bill, wishes, held


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_kernel_and_the_oracle_plan_the_same_to_the_last_digit(problem):
    bill, wishes, held = problem
    ours, theirs = plan(bill, wishes, held, weeks=WEEKS), mrp_oracle.plan(bill, wishes, held, weeks=WEEKS)

    assert ours.orders == theirs.orders
    assert ours.records == theirs.records


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_a_changed_demand_planned_alone_is_the_whole_plan_anew(problem, data):
    bill, wishes, held = problem
    net = network(bill, held, finest=[wish.quantity for wish in wishes])
    coming, before = receipts_of(net, WEEKS), demand_of(net, wishes, WEEKS)
    part = data.draw(st.sampled_from(bill.parts))
    more = demand_of(net, [Demand(part, data.draw(st.integers(0, WEEKS - 1)), 40)], WEEKS)

    at = np.array([net.place[part]])
    stood = replan(net, before, coming)
    alone = change(net, stood, more[at], coming, at)
    anew = replan(net, before + more, coming)

    untouched = np.setdiff1d(np.arange(len(net.parts)), alone.places)
    for column in ("gross", "need", "due", "left", "release"):
        assert np.array_equal(getattr(alone, column), getattr(anew, column)[alone.places])
        assert np.array_equal(getattr(stood, column)[untouched], getattr(anew, column)[untouched])


def test_reach_is_the_item_and_all_below_it():
    bill = structure([Line(a, b, Decimal(1)) for a, b in [("a", "c"), ("b", "d"), ("c", "e"), ("d", "e")]])
    net = network(bill, {})

    assert {net.parts[at] for at in reach(net, np.array([net.place["a"]]))} == {"a", "c", "e"}


def test_many_scenarios_are_each_what_one_explosion_is():
    bill = structure(
        [Line("a", "b", Decimal(2)), Line("b", "c", Decimal("0.35")), Line("a", "c", Decimal(3))]
    )
    net = network(bill, {"b": Terms(lot=LotRule(Decimal(0), Decimal(50)))})
    demand = np.zeros((3, 200))
    demand[net.place["a"]] = np.arange(200)

    asked = explode_scenarios(net, demand)

    for scenario in (0, 1, 199):
        one = explode(bill, {"a": scenario})
        assert asked[:, scenario] == pytest.approx([float(one[part]) for part in net.parts])


def test_a_minimum_is_for_the_whole_order_of_a_week_and_what_is_left_serves_the_next():
    """Three parents ask 20 each, MOQ 100: one lot of 100, not three."""
    bill = structure([Line(parent, "bolt", Decimal(1)) for parent in ("a", "b", "c")])
    lot = LotRule(Decimal(100), Decimal(1))
    one = plan(bill, [Demand(p, 0, 20) for p in "abc"], {"bolt": Terms(lot=lot)}, weeks=1)
    assert [order.quantity for order in one.orders if order.part == "bolt"] == [100]


def test_a_lot_for_three_weeks_yield_scrap_and_a_frozen_week():
    bill = structure([Line("lamp", "lens", Decimal(2), scrap=Decimal("0.2"))])
    held = {
        "lamp": Terms(periods=3, yields=Decimal("0.9"), fence=1),
        "lens": Terms(lead=1, lot=LotRule(Decimal(0), Decimal(50))),
    }
    made = plan(bill, [Demand("lamp", week, 30) for week in range(4)], held, weeks=4)

    lamps = [(o.release, o.due, o.late, o.quantity, o.needed) for o in made.orders if o.part == "lamp"]
    assert lamps == [(1, 0, 1, 100, 90), (3, 3, 0, 34, 30)], "90 good ones need 100; 30 need 34"
    assert made.records["lens"][1].gross == 250, "2 each, a fifth lost on the way: 2.5"
    assert [(m.code, m.part, m.week, m.better) for m in made.messages] == [(Code.FROZEN, "lamp", 0, 1)]


def test_a_receipt_is_hurried_put_off_or_taken_back_with_the_week_that_is_right():
    bill = structure([], also=["early", "late", "never", "right", "shelf"])
    ten = Decimal(10)
    held = {
        "early": Terms(receipts=(ten,)),
        "late": Terms(receipts=(Decimal(0), Decimal(0), ten), lead=2),
        "never": Terms(on_hand=ten, receipts=(ten,)),
        "right": Terms(receipts=(Decimal(0), ten)),
        "shelf": Terms(on_hand=Decimal(25), safety=Decimal(5)),
    }
    weeks = {"early": 2, "late": 1, "never": 1, "right": 1, "shelf": 0}
    made = plan(bill, [Demand(part, week, 10) for part, week in weeks.items()], held, weeks=3)

    said = {(m.part, m.code): (m.week, m.better, m.quantity) for m in made.messages}
    assert said == {
        ("early", Code.DEFER): (0, 2, 10),
        ("late", Code.EXPEDITE): (2, 1, 10),
        ("late", Code.LATE_START): (1, 2, 10),
        ("never", Code.CANCEL): (0, None, 10),
        ("shelf", Code.EXCESS): (0, None, 10),
    }


def test_a_phantom_is_never_ordered_and_hands_its_needs_on_in_the_same_week():
    lines = [
        Line("lamp", "kit", Decimal(2)),
        Line("kit", "screw", Decimal(3)),
        Line("lamp", "screw", Decimal(1)),
    ]
    made = plan(structure(lines, phantoms={"kit"}), [Demand("lamp", 1, 5)], {}, weeks=2)

    assert {(order.part, order.due, order.quantity) for order in made.orders} == {
        ("lamp", 1, 5),
        ("screw", 1, 35),
    }


def test_what_is_too_large_to_be_exact_is_refused_and_not_rounded():
    bill = structure([Line("a", "b", Decimal("0.0001"))])
    with pytest.raises(TooLargeError):
        plan(bill, [Demand("a", 0, 10**16)], {}, weeks=1)
    with pytest.raises(TooLargeError, match="'a' is divided too finely"):
        demand_of(network(bill, {}), [Demand("a", 0, Decimal("0.5"))], 1)


@pytest.mark.parametrize("wrong", [{"yields": Decimal(0)}, {"periods": 0}, {"fence": -1}])
def test_terms_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="cannot be"):
        Terms(**wrong)
