"""The deadline: nothing is charged before, everybody is told, charging climbs its ladder, and it happens once."""

from datetime import timedelta

import pytest

from fanloop.foundation import bus
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import Refused, close_campaign, preorder
from fanloop.selling.campaigns.actions.changing import change_pledge, pay_pledge_with
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.deadline import decide, decide_all
from fanloop.selling.campaigns.queries import open_campaigns, progress
from fanloop.selling.campaigns.queries.crowd import charges_of, crowd, outcome_of, pledge_of
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.payments.queries import balances
from tests.selling.campaigns.crowd import ENDS, LATER, goal, in_money, offer, pledge, porch
from tests.selling.world import fan, shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house():
    return shop()


def state(order):
    return queries.order(order.number, viewer=SYSTEM).state


def kinds(order):
    """What the order's fan was told, oldest first, without the greeting."""
    return [line.kind for line in reversed(inbox(Viewer(fan_id=order.fan_id))) if line.kind != "welcome"]


def run(at):
    decide_all(at=at)
    work_pledges(at=at)
    bus.drain()


def test_a_success_charges_everybody_once_and_not_before(house):
    campaign = porch(house)
    rows = [pledge(campaign, pieces=2), pledge(campaign, pieces=2), pledge(campaign, early=True)]
    run(ENDS - timedelta(seconds=1))
    assert (balances(), outcome_of(campaign.id)) == ({}, None)
    for _ in range(3):
        run(ENDS)
    assert [state(row) for row in rows] == ["paid"] * 3
    assert balances()["sandbox", "EUR"] == 48_000
    assert kinds(rows[0]) == ["order_pledged", "order_goal_reached", "order_paid"]
    found = crowd(campaign, ENDS + DAY)
    assert (found.outcome.verdict, found.reach.counted, found.pledges) == ("succeeded", 5, 3)
    assert [str(each) for each in found.collected] == ["480.00 EUR"]


def test_a_miss_charges_nobody_tells_everybody_and_frees_what_was_held(house):
    campaign = porch(house)
    rows = [pledge(campaign, pieces=2), pledge(campaign, early=True, provider="transfer")]
    for _ in range(2):
        run(ENDS)
    assert [state(row) for row in rows] == ["cancelled", "cancelled"]
    assert [kinds(row) for row in rows] == [["order_pledged", "order_goal_missed"]] * 2
    assert balances() == {}
    assert all(queries.order(row.number, viewer=SYSTEM).payments == [] for row in rows)
    assert progress(campaign, ENDS).fill.ordered == 0
    found = crowd(campaign, ENDS + DAY)
    assert (found.outcome.verdict, found.reach.counted, found.pledges, found.collected) == (
        "missed",
        3,
        2,
        [],
    )
    with pytest.raises(Refused, match="closed"):
        pledge(campaign, at=ENDS + DAY)


def test_a_flexible_campaign_charges_what_has_come(house):
    campaign = porch(house, what=goal(flexible=True))
    row = pledge(campaign)
    run(ENDS)
    assert (outcome_of(campaign.id).verdict, state(row)) == ("succeeded", "paid")


def test_money_decides_where_the_goal_is_money(house):
    enough, short = porch(house, what=in_money(20_000)), porch(house, slug="porch-2", what=in_money(20_001))
    for campaign in (enough, short):
        pledge(campaign, pieces=2)
    run(ENDS)
    assert [outcome_of(each.id).verdict for each in (enough, short)] == ["succeeded", "missed"]


def test_a_refused_card_is_tried_every_two_days_and_the_place_goes_after_seven(house):
    campaign = porch(house, what=goal(threshold=1), price=10_013)
    row = pledge(campaign)
    for day in (0, 1, 2, 4, 6):
        run(ENDS + day * DAY)
    assert [each.result for each in charges_of(pledge_of(row.id))] == ["failed"] * 4
    assert kinds(row).count("order_pledge_declined") == 4
    run(ENDS + 7 * DAY)
    assert (state(row), kinds(row)[-1]) == ("cancelled", "order_pledge_dropped")
    assert pledge_of(row.id).next_at is None
    found = crowd(campaign, ENDS + 8 * DAY)
    assert ([str(m) for m in found.pledged], found.still_pledged, found.collected) == (["100.13 EUR"], [], [])


def test_a_refused_card_is_mended_by_the_fan_in_between(house):
    campaign = porch(house, what=goal(threshold=1), price=10_013)
    row = pledge(campaign)
    run(ENDS)
    payment = orders.ask_due(order=row, position=0, provider="transfer", at=ENDS + DAY)
    from_bank(payment, house)
    run(ENDS + 2 * DAY)
    assert (state(row), len(charges_of(pledge_of(row.id)))) == ("paid", 1)
    assert pledge_of(row.id).next_at is None


def from_bank(payment, house):
    record_transfer(payment=payment, by=house.member, at=ENDS + DAY)
    bus.drain()


def test_a_transfer_is_asked_for_on_success_with_seven_days(house):
    campaign = porch(house, what=goal(threshold=1))
    row = pledge(campaign, provider="transfer")
    for day in (0, 2, 4, 6):
        run(ENDS + day * DAY)
    sheet = queries.order(row.number, viewer=SYSTEM)
    assert [(each.state, each.money.minor) for each in sheet.payments] == [("asked", 10_000)]
    assert kinds(row).count("order_pledge_due") == 4
    from_bank(sheet.payments[0].payment.id, house)
    run(ENDS + 7 * DAY)
    assert state(row) == "paid"


def test_a_success_goes_on_as_a_preorder_for_who_came_late(house):
    campaign = porch(house, what=goal(threshold=1))
    pledge(campaign)
    assert progress(campaign, ENDS + DAY).phase == "closed"
    run(ENDS)
    assert (progress(campaign, ENDS + DAY).phase, open_campaigns(ENDS + DAY)[0]) == ("open", campaign)
    late = preorder(offer=offer(campaign), fan=fan(), quantity=1, at=ENDS + DAY, key="late")
    sheet = queries.order(late.number, viewer=SYSTEM)
    assert ([due.kind for due in sheet.dues], late.place, pledge_of(late.id)) == (["balance"], 2, None)
    found = crowd(campaign, ENDS + DAY)
    assert (found.is_late, found.pledges, found.reach.counted) == (True, 1, 1)
    with pytest.raises(Refused, match="closed"):
        preorder(offer=offer(campaign), fan=fan(), quantity=1, at=ENDS + 31 * DAY, key="later")


def test_the_maker_gives_up_before_the_end_and_nobody_is_charged(house):
    campaign = porch(house, what=goal(threshold=1))
    row = pledge(campaign)
    close_campaign(campaign=campaign, by=house.member, at=LATER)
    assert decide(campaign=campaign, at=ENDS).verdict == "withdrawn"
    run(ENDS)
    assert (state(row), balances(), kinds(row)[-1]) == ("cancelled", {}, "order_goal_withdrawn")


def test_a_pledge_becomes_another_and_keeps_its_place(house):
    campaign, mira = porch(house), fan()
    first, other = pledge(campaign, who=mira, early=True), pledge(campaign)
    for _ in range(2):
        now = change_pledge(order=first, offer=offer(campaign), quantity=3, by=mira, at=LATER, key="changed")
    assert (state(first), state(now), now.place, other.place) == ("cancelled", "placed", 1, 2)
    assert (pledge_of(now.id).instead_of.order, pledge_of(now.id).provider) == (first, "sandbox")
    assert crowd(campaign, LATER).reach.counted == 4
    assert pledge(campaign).place > 2


def test_a_change_that_is_refused_leaves_the_pledge_as_it_was(house):
    campaign, mira = porch(house), fan()
    row = pledge(campaign, who=mira)
    pledge(campaign, early=True, pieces=2)
    with pytest.raises(Refused, match="Not so many are left"):
        change_pledge(order=row, offer=offer(campaign, early=True), quantity=1, by=mira, at=LATER, key="x")
    assert (state(row), crowd(campaign, LATER).pieces) == ("placed", 3)


def test_after_the_end_nothing_is_changed(house):
    campaign, mira = porch(house), fan()
    row = pledge(campaign, who=mira)
    pay_pledge_with(order=row, provider="transfer", at=LATER)
    assert pledge_of(row.id).provider == "transfer"
    for act in (
        lambda: change_pledge(order=row, offer=offer(campaign), quantity=2, by=mira, at=ENDS, key="x"),
        lambda: pay_pledge_with(order=row, provider="sandbox", at=ENDS),
    ):
        with pytest.raises(Refused, match="cannot be changed"):
            act()


def test_who_was_decided_before_their_turn_is_not_sold_something_else(house):
    campaign = porch(house, what=goal(threshold=1))
    pledge(campaign)
    decide(campaign=campaign, at=ENDS)
    with pytest.raises(Refused, match="closed"):
        pledge(campaign, at=ENDS - timedelta(milliseconds=1))
