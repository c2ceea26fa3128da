from decimal import Decimal

import pytest

from fanloop.making.supply.rules.explode import Line, structure
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.mrp import Demand, plan
from fanloop.making.supply.rules.terms import Terms

# A speaker kit that many courses on operations teach with: quantities, lead times and stocks are its facts.
KIT = [
    ("A", "B", 2),
    ("A", "C", 3),
    ("B", "D", 2),
    ("B", "E", 2),
    ("C", "E", 2),
    ("C", "F", 2),
    ("F", "D", 2),
    ("F", "G", 1),
]
LEADS = {"A": 1, "B": 2, "C": 1, "D": 1, "E": 2, "F": 3, "G": 2}
STOCK = {"A": 10, "B": 15, "C": 20, "D": 10, "E": 10, "F": 5, "G": 0}


def kit():
    return structure([Line(parent, child, Decimal(quantity)) for parent, child, quantity in KIT])


def orders(planned):
    return {(o.part, o.release, o.due): o.quantity for o in planned.orders}


def test_the_textbook_kit_gross():
    planned = plan(
        kit(), [Demand("A", 8, 50)], {part: Terms(lead=lead) for part, lead in LEADS.items()}, weeks=9
    )
    assert orders(planned) == {
        ("A", 7, 8): 50,
        ("B", 5, 7): 100,
        ("C", 6, 7): 150,
        ("E", 3, 5): 200,
        ("E", 4, 6): 300,
        ("F", 3, 6): 300,
        ("D", 2, 3): 600,
        ("D", 4, 5): 200,
        ("G", 1, 3): 300,
    }
    assert not planned.past_due


def test_the_textbook_kit_net_of_stock():
    terms = {part: Terms(on_hand=Decimal(STOCK[part]), lead=lead) for part, lead in LEADS.items()}
    planned = plan(kit(), [Demand("A", 8, 50)], terms, weeks=9)
    assert orders(planned) == {
        ("A", 7, 8): 40,
        ("B", 5, 7): 65,
        ("C", 6, 7): 100,
        ("E", 3, 5): 120,
        ("E", 4, 6): 200,
        ("F", 3, 6): 195,
        ("D", 2, 3): 380,
        ("D", 4, 5): 130,
        ("G", 1, 3): 195,
    }


def test_a_release_before_this_week_is_put_into_it_and_says_how_late():
    bill = structure([Line("robot", "motor", Decimal(12))])
    planned = plan(bill, [Demand("robot", 3, 10)], {"robot": Terms(lead=1), "motor": Terms(lead=6)}, weeks=5)
    robot, motor = planned.orders
    assert (robot.release, robot.late, robot.past_due) == (2, 0, False)
    assert (motor.release, motor.due, motor.late, motor.quantity) == (0, 2, 4, 120)
    assert planned.past_due == (motor,)


def test_a_late_parent_asks_its_children_for_this_week():
    bill = structure([Line("robot", "motor", Decimal(1))])
    planned = plan(bill, [Demand("robot", 0, 1)], {"robot": Terms(lead=2)}, weeks=3)
    assert [row.gross for row in planned.records["motor"]] == [1, 0, 0]


def test_demands_of_one_week_share_one_lot_and_parts_nobody_needs_are_left_out():
    bill = structure([Line("a", "x", Decimal(1)), Line("b", "x", Decimal(1))], also=["idle"])
    planned = plan(
        bill, [Demand("a", 1, 20), Demand("b", 1, 20)], {"x": Terms(lot=LotRule(Decimal(100)))}, weeks=2
    )
    assert [(o.part, o.quantity, o.needed) for o in planned.orders] == [
        ("a", 20, 20),
        ("b", 20, 20),
        ("x", 100, 40),
    ]
    assert set(planned.records) == {"a", "b", "x"}


def test_stock_below_safety_is_refilled_without_any_demand():
    bill = structure([], also=["spare"])
    planned = plan(bill, [], {"spare": Terms(on_hand=Decimal(2), safety=Decimal(5))}, weeks=2)
    assert [(o.part, o.quantity, o.due) for o in planned.orders] == [("spare", 3, 0)]


def test_scheduled_receipts_show_in_the_record_of_a_part_nobody_needs():
    planned = plan(structure([], also=["spare"]), [], {"spare": Terms(receipts=(Decimal(4),))}, weeks=2)
    assert [row.stock for row in planned.records["spare"]] == [4, 4]
    assert planned.orders == ()


def test_a_need_that_no_pack_divides_is_rounded_up():
    bill = structure([Line("a", "wire", Decimal("0.35"), "m")])
    planned = plan(bill, [Demand("a", 0, 10)], {"wire": Terms(lot=LotRule(multiple=Decimal(3)))}, weeks=1)
    assert [(o.quantity, o.needed) for o in planned.orders] == [(10, 10), (6, Decimal("3.5"))]


@pytest.mark.parametrize(("week", "quantity"), [(-1, 1), (4, 1), (0, -1)])
def test_a_demand_outside_the_plan_is_refused(week, quantity):
    with pytest.raises(ValueError, match="of a plan of 4 weeks"):
        plan(kit(), [Demand("A", week, quantity)], {}, weeks=4)


def test_unknown_parts_and_negative_lead_times_are_refused():
    with pytest.raises(KeyError, match="Z"):
        plan(kit(), [Demand("Z", 0, 1)], {}, weeks=4)
    with pytest.raises(ValueError, match="'A' cannot take -1 weeks"):
        plan(kit(), [Demand("A", 0, 1)], {"A": Terms(lead=-1)}, weeks=4)
