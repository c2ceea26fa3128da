from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.explode import Line, structure
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.mrp import Demand, plan
from fanloop.making.supply.rules.pegging import (
    BACKORDER,
    DEMAND,
    LOSS,
    LOT_ROUNDING,
    SAFETY_STOCK,
    Cause,
    by_cause,
    by_parent,
    nobody,
    peg,
    pegs_of,
)
from fanloop.making.supply.rules.terms import Terms

WEEKS = 8
QUANTITIES = st.sampled_from([Decimal(q) for q in ("1", "2", "3", "0.25", "0.1", "7")])
WHOLE = st.sampled_from([Decimal(1), Decimal(2), Decimal(7)])
NUMBERS = st.integers(0, 60).map(Decimal)
TERMS = st.builds(
    Terms,
    on_hand=st.integers(-20, 100).map(Decimal),
    safety=st.sampled_from([Decimal(0), Decimal(0), Decimal(15)]),
    lead=st.integers(0, 4),
    lot=st.builds(
        LotRule, st.integers(0, 50).map(Decimal), st.sampled_from([Decimal(1), Decimal(10), Decimal("0.5")])
    ),
    receipts=st.lists(NUMBERS, max_size=WEEKS).map(tuple),
    yields=st.sampled_from([Decimal(1), Decimal(1), Decimal("0.9")]),
    periods=st.integers(1, 3),
)
WISHES = st.lists(
    st.builds(
        Demand,
        st.sampled_from(["p0", "p1", "p2"]),
        st.integers(0, WEEKS - 1),
        st.integers(0, 40),
        st.sampled_from(["", "ann", "bo"]),
    ),
    max_size=10,
)


@st.composite
def plans(draw, quantities=QUANTITIES):
    edges = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), quantities), max_size=14)
    lines = [Line(f"p{a}", f"p{b}", quantity) for a, b, quantity in draw(edges) if a < b]
    bill = structure(lines, also=["p0", "p1", "p2"])
    terms = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(bill.parts, TERMS)))
    return plan(bill, draw(WISHES), terms, weeks=WEEKS)


@given(plans())
def test_the_pegs_of_every_order_add_up_to_its_quantity(planned):
    sums = defaultdict(Decimal)
    for one in peg(planned):
        assert one.quantity > 0
        sums[one.order] += one.quantity
    assert sums == {order.number: order.quantity for order in planned.orders}


@given(plans())
def test_single_level_pegs_never_give_a_parent_more_than_it_asked_for(planned):
    asked = defaultdict(Decimal)
    for one in peg(planned):
        if one.parent is not None:
            asked[one.order, one.parent] += one.quantity
    given_to = defaultdict(Decimal)
    for (order, parent), quantity in asked.items():
        given_to[planned.orders[order].part, parent] += quantity
    for (part, parent), quantity in given_to.items():
        above = planned.orders[parent]
        assert quantity <= dict(planned.bill.children[above.part])[part] * above.quantity


@given(plans())
def test_no_order_serves_a_need_of_an_earlier_week(planned):
    for one in peg(planned):
        if one.parent is not None:
            assert planned.orders[one.order].due <= planned.orders[one.parent].release
        elif one.cause.kind == DEMAND:
            assert planned.orders[one.order].due <= one.cause.week


@given(plans())
def test_an_order_carries_its_parents_cause_on(planned):
    pegs = peg(planned)
    causes = defaultdict(set)
    for one in pegs:
        causes[one.order].add(one.cause)
    for one in pegs:
        if one.parent is not None:
            assert one.cause in causes[one.parent]


@given(plans(WHOLE))
def test_without_stock_lots_or_safety_every_demand_gets_all_it_needs(planned):
    bare = plan(
        planned.bill,
        planned.demand,
        {},
        weeks=WEEKS,
    )
    pegs = peg(bare)
    assert nobody(pegs) == {}
    assert by_cause(pegs_of(pegs, [o.number for o in bare.orders if o.part == "p0"])) == {
        Cause(DEMAND, "p0", week, ref): quantity
        for (week, ref), quantity in totals(bare.demand, "p0").items()
        if quantity
    }


def totals(demand, part):
    sums = defaultdict(Decimal)
    for wish in demand:
        if wish.part == part:
            sums[wish.week, wish.ref] += wish.quantity
    return sums


def test_a_shared_part_is_pegged_to_each_fan_through_each_product():
    bill = structure([Line("dog", "motor", Decimal(12)), Line("arm", "motor", Decimal(6))])
    wishes = [Demand("dog", 2, 2, "ann"), Demand("arm", 2, 1, "bo")]
    planned = plan(bill, wishes, {"motor": Terms(lot=LotRule(multiple=Decimal(25)))}, weeks=3)
    dog, arm, motor = planned.orders
    pegs = pegs_of(peg(planned), [motor.number])
    assert motor.quantity == 50
    assert by_parent(pegs) == {dog.number: 24, arm.number: 6, None: 20}
    assert by_cause(pegs) == {
        Cause(DEMAND, "dog", 2, "ann"): 24,
        Cause(DEMAND, "arm", 2, "bo"): 6,
        Cause(LOT_ROUNDING, "motor", 2): 20,
    }
    assert nobody(pegs) == {LOT_ROUNDING: 20}


def test_what_a_parents_lot_adds_is_nobodys_wish_below_too():
    bill = structure([Line("dog", "leg", Decimal(4)), Line("leg", "motor", Decimal(3))])
    planned = plan(bill, [Demand("dog", 1, 1, "ann")], {"leg": Terms(lot=LotRule(Decimal(10)))}, weeks=2)
    motor = planned.orders[-1]
    assert by_cause(pegs_of(peg(planned), [motor.number])) == {
        Cause(DEMAND, "dog", 1, "ann"): 12,
        Cause(LOT_ROUNDING, "leg", 1): 18,
    }


def test_a_lots_surplus_serves_the_next_demand_before_it_is_called_rounding():
    planned = plan(
        structure([], also=["a"]),
        [Demand("a", 0, 20, "ann"), Demand("a", 2, 30, "bo")],
        {"a": Terms(lot=LotRule(Decimal(100)))},
        weeks=3,
    )
    assert by_cause(peg(planned)) == {
        Cause(DEMAND, "a", 0, "ann"): 20,
        Cause(DEMAND, "a", 2, "bo"): 30,
        Cause(LOT_ROUNDING, "a", 0): 50,
    }


def test_safety_stock_and_backorders_have_names():
    terms = {"a": Terms(on_hand=Decimal(-3), safety=Decimal(5))}
    planned = plan(structure([], also=["a"]), [Demand("a", 0, 2)], terms, weeks=1)
    assert by_cause(peg(planned)) == {
        Cause(BACKORDER, "a"): 3,
        Cause(SAFETY_STOCK, "a"): 5,
        Cause(DEMAND, "a", 0): 2,
    }
    assert nobody(peg(planned)) == {SAFETY_STOCK: 5}


def test_what_a_lot_loses_has_a_name_here_and_in_what_it_is_made_of():
    bill = structure([Line("dog", "leg", Decimal(4))])
    planned = plan(bill, [Demand("dog", 0, 9, "ann")], {"dog": Terms(yields=Decimal("0.9"))}, weeks=1)
    dog, leg = planned.orders
    assert by_cause(pegs_of(peg(planned), [dog.number])) == {
        Cause(DEMAND, "dog", 0, "ann"): 9,
        Cause(LOSS, "dog", 0): 1,
    }
    assert nobody(pegs_of(peg(planned), [leg.number])) == {LOSS: 4}


def test_stock_and_receipts_serve_first_and_need_no_peg():
    terms = {"a": Terms(on_hand=Decimal(4), receipts=(Decimal(0), Decimal(5)))}
    planned = plan(
        structure([], also=["a"]), [Demand("a", 0, 3, "ann"), Demand("a", 1, 8, "bo")], terms, weeks=2
    )
    assert by_cause(peg(planned)) == {Cause(DEMAND, "a", 1, "bo"): 2}


def test_stock_serves_whom_comes_first_even_in_the_week_of_an_order():
    planned = plan(
        structure([], also=["a"]),
        [Demand("a", 0, 3, "ann"), Demand("a", 0, 5, "bo")],
        {"a": Terms(on_hand=Decimal(4))},
        weeks=1,
    )
    assert by_cause(peg(planned)) == {Cause(DEMAND, "a", 0, "bo"): 4}
