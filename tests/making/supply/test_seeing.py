"""Role by role: what a walk from a purchase line shows to each kind of person."""

from decimal import Decimal

import pytest

from fanloop.foundation import trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.making.supply import actions, queries
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from tests.making.conftest import AT


@pytest.fixture
def lines(approved):
    """Supplier A's first line and supplier B's."""
    a, b = (queries.purchase_order(order.number, viewer=SYSTEM) for order in reversed(approved))
    return a.lines[0].line, b.lines[0].line


@pytest.fixture
def hired(join, boss):
    def hire(handle, rank, *duties):
        member = team.hire(fan=join(handle), name=handle, rank=rank, by=boss, at=AT)
        for duty in duties:
            team.give_duty(member=member, duty=duty, by=boss, at=AT)
        return team_queries.viewer_of(member.fan_id)

    return hire


def cards(lines, viewer):
    return trail.describe([ref(line) for line in lines], viewer=viewer)


def everything(lines, viewer):
    """All text of both walks that this viewer may read."""
    groups = [group for line in lines for group in trail.grouped(trail.causes_of(ref(line)), viewer=viewer)]
    return groups, " ".join(f"{card.title} {card.detail}" for group in groups for card in group.cards)


@pytest.mark.parametrize("who", ["anyone", "fan"])
def test_a_fan_sees_kinds_and_counts_only(lines, join, who):
    viewer = ANYONE if who == "anyone" else team_queries.viewer_of(join("mira").id)
    groups, words = everything(lines, viewer)
    hidden = {group.kind: (group.hidden, group.cards) for group in groups if group.kind.startswith("supply.")}

    assert hidden["supply.purchase_line"] == (1, [])
    assert hidden["supply.build"][1] == []
    assert not any(secret in words for secret in ("Optik", "Holz", "Led", "Foot", "2.50", "18.00"))
    assert queries.purchase_orders(viewer=viewer) == []


def test_a_supplier_sees_its_own_line_and_never_anothers(lines, suppliers, approved):
    own, other = lines
    found = cards(lines, suppliers.a.viewer)

    assert set(found) == {ref(own)}
    assert "2.50 EUR" in found[ref(own)].detail
    _, words = everything(lines, suppliers.a.viewer)
    assert not any(secret in words for secret in ("Holz", "Foot", "18.00"))
    assert [view.order for view in queries.purchase_orders(viewer=suppliers.a.viewer)] == [approved[1]]
    assert queries.purchase_order(other.order.number, viewer=suppliers.a.viewer) is None
    assert queries.line_for_answer(other.id, viewer=suppliers.a.viewer) is None
    assert queries.order_of_line(other.id, viewer=suppliers.a.viewer) is None
    assert queries.order_of_line(own.id, viewer=suppliers.a.viewer) == approved[1]


def test_the_other_supplier_sees_the_mirror_image(lines, suppliers, approved):
    assert set(cards(lines, suppliers.b.viewer)) == {ref(lines[1])}
    assert [view.order for view in queries.purchase_orders(viewer=suppliers.b.viewer)] == [approved[0]]


def test_a_supplier_is_not_told_what_nobody_asked_for(lines, suppliers):
    view = queries.purchase_order(lines[0].order.number, viewer=suppliers.a.viewer)
    assert [line.surplus for line in view.lines] == [[] for _ in view.lines]


def test_an_answer_is_between_the_supplier_and_the_maker(lines, suppliers, hired):
    row = actions.answer_line(
        line=lines[0],
        quantity=Decimal(1),
        promised=lines[0].due,
        words="Only one.",
        by=suppliers.a.fan,
        at=AT.replace(day=20),
    )
    seen = [
        bool(trail.describe([ref(row)], viewer=viewer))
        for viewer in (suppliers.a.viewer, suppliers.b.viewer, ANYONE)
    ]

    assert seen == [True, False, False]
    assert (
        trail.describe([ref(row)], viewer=hired("ilse", "engineer", "planner"))[ref(row)].detail
        == "Only one."
    )


def test_an_engineer_sees_parts_and_weeks_without_supplier_or_price(lines, hired, plan):
    viewer = hired("mateo", "engineer")
    groups, words = everything(lines, viewer)

    assert all(group.hidden == 0 for group in groups if group.kind.startswith("supply."))
    assert "Led" in words
    assert not any(secret in words for secret in ("Optik", "Holz", "2.50", "18.00", "PO-"))
    table = queries.supply_table(plan, viewer=viewer)
    assert {row.supplier for row in table.rows} == {""}
    assert queries.summary(plan.id, viewer=viewer).cost is None
    assert queries.purchase_orders(viewer=viewer) == []


@pytest.mark.parametrize(
    ("rank", "duties"), [("engineer", ["planner"]), ("lead", []), ("engineer", ["finance"])]
)
def test_who_plans_or_approves_sees_suppliers_and_prices(lines, hired, plan, rank, duties):
    viewer = hired("wen", rank, *duties)
    _, words = everything(lines, viewer)

    assert all(known in words for known in ("Optik", "Holz", "2.50", "18.00"))
    assert {row.supplier for row in queries.supply_table(plan, viewer=viewer).rows} == {"Optik", "Holz"}
    assert len(queries.purchase_orders(viewer=viewer)) == 2


def test_the_founder_sees_it_all(lines, boss):
    viewer = team_queries.viewer_of(boss.fan_id)
    groups, _ = everything(lines, viewer)

    assert all(group.hidden == 0 for group in groups)
    assert len(queries.purchase_orders(viewer=viewer)) == 2


def test_assumed_prices_are_marked_in_the_trail(forecast, parts, boss):
    firms = actions.assume_suppliers(count=2, at=AT)
    actions.assume_terms(
        parts=[parts.led, parts.foot, parts.screw], partners=firms, seed=1, currency="EUR", at=AT
    )
    plan = actions.make_plan(forecast=forecast, at=AT.replace(day=13))
    orders = actions.approve_plan(plan=plan, by=boss, at=AT.replace(day=14))
    [first, *_] = queries.purchase_order(orders[0].number, viewer=SYSTEM).lines

    assert trail.describe([ref(first.line)], viewer=SYSTEM)[ref(first.line)].mark == "assumed"
    assert queries.summary(plan.id, viewer=SYSTEM).assumed_prices == 3
