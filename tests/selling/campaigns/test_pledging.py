"""Pledging: nothing is charged, tiers keep their number and window, and one person's limit spans them."""

from datetime import timedelta

import pytest

from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import NewStretch, Refused, add_stretch
from fanloop.selling.campaigns.queries import progress
from fanloop.selling.campaigns.queries.crowd import crowd, pledge_of, shelves
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.payments.queries import balances
from tests.selling.campaigns.crowd import ENDS, LATER, PLAIN, goal, in_money, pledge, porch
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return shop()


def test_a_pledge_is_an_order_that_owes_nothing_yet(house):
    mira = fan("mira.k")
    order = pledge(porch(house), who=mira, pieces=2)
    sheet = queries.order(order.number, viewer=SYSTEM)
    assert [(due.kind, due.minor, due.due) for due in sheet.dues] == [("at_success", 20_000, None)]
    assert (sheet.is_pledge, sheet.next_due, sheet.payments, balances()) == (True, None, [], {})
    assert orders.ask_due(order=order, position=0, provider="sandbox", at=LATER) is None
    assert pledge_of(order.id).provider == "sandbox"
    assert [line.kind for line in inbox(Viewer(fan_id=mira.id))] == ["order_pledged"]


def test_a_pledge_keeps_its_place_for_as_long_as_the_campaign_runs(house):
    order = pledge(porch(house))
    orders.release_unpaid(at=LATER + timedelta(days=60))
    assert queries.order(order.number, viewer=SYSTEM).state == "placed"


def test_an_early_bird_has_its_own_number_and_ends_by_its_clock(house):
    campaign = porch(house)
    pledge(campaign, early=True, pieces=2)
    with pytest.raises(Refused, match="Not so many are left"):
        pledge(campaign, early=True)
    assert [(shelf.phase, shelf.fill.left, shelf.is_limited) for shelf in shelves(campaign, LATER, market=house.eu.id)] == [
        ("full", 0, True), ("open", 20, False),
    ]  # fmt: skip
    other = porch(house, slug="porch-2")
    with pytest.raises(Refused, match="not open now"):
        pledge(other, early=True, at=NOON + timedelta(days=2))
    assert shelves(other, NOON + timedelta(days=2))[0].phase == "over"
    assert progress(campaign, LATER).fill.total == 22


def test_one_persons_limit_spans_the_tiers(house):
    campaign, mira = porch(house), fan()
    pledge(campaign, who=mira, early=True, pieces=2, key="a")
    with pytest.raises(Refused, match="One person can order 3"):
        pledge(campaign, who=mira, pieces=2, key="b")
    pledge(campaign, who=mira, pieces=1, key="c")
    assert pledge(campaign, who=mira, pieces=1, key="c") == queries.orders_of(Viewer(fan_id=mira.id))[0].order


def test_places_count_on_over_all_tiers(house):
    campaign = porch(house)
    rows = [pledge(campaign, early=early) for early in (True, False, True, False)]
    assert [row.place for row in rows] == [1, 2, 3, 4]
    assert progress(campaign, LATER).next_number == 5


def test_progress_counts_pieces_or_money_at_the_published_rate(house):
    pieces, money = porch(house), porch(house, slug="porch-2", what=in_money())
    for campaign in (pieces, money):
        pledge(campaign, pieces=2)
        pledge(campaign, market="us")
    assert crowd(pieces, LATER).reach.counted == 3
    found = crowd(money, LATER)
    assert (found.reach.counted, found.reach.percent) == (20_000 + 9_000, 58)
    assert [str(each) for each in found.pledged] == ["200.00 EUR", "100.00 USD"]
    assert found.collected == []


def test_stepping_out_before_the_end_is_free_and_lowers_the_sum(house):
    campaign, mira = porch(house), fan()
    order = pledge(campaign, who=mira, pieces=3)
    orders.cancel(order=order, by=mira, at=LATER)
    assert (crowd(campaign, LATER).reach.counted, crowd(campaign, LATER).pledges) == (0, 0)
    assert shelves(campaign, LATER)[1].fill.ordered == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"goal": None}, "Crowdfunding needs a goal"),
        ({"way": "preorder"}, "only crowdfunding has one"),
        ({"goal": goal(threshold=23)}, "more than can be made"),
        ({"goal": goal(threshold=0)}, "larger than nothing"),
        ({"goal": goal(late_until=ENDS)}, "Late orders end after"),
        ({"goal": goal(stretches=[NewStretch(5, {}, {})])}, "lies above the goal"),
        ({"goal": goal(unit="money", threshold=100, currency="EUR", stretches=[])}, "Give a rate"),
        ({"tiers": [PLAIN]}, "Each tier needs an offer"),
    ],
)
def test_a_goal_that_nobody_could_reach_is_refused(house, more, words):
    with pytest.raises(Refused, match=words):
        porch(house, **more)


def test_a_stretch_goal_is_published_before_it_is_reached(house):
    campaign = porch(house)
    pledge(campaign, pieces=3)
    pledge(campaign, pieces=3)
    add_stretch(
        campaign=campaign, new=NewStretch(7, {"en": "A bag"}, {"en": "Felt."}), by=house.member, at=LATER
    )
    with pytest.raises(Refused, match="above what is pledged"):
        add_stretch(campaign=campaign, new=NewStretch(6, {"en": "Late"}, {}), by=house.member, at=LATER)
    with pytest.raises(Refused, match="running"):
        add_stretch(campaign=campaign, new=NewStretch(9, {"en": "Late"}, {}), by=house.member, at=ENDS)
    assert [(each.stretch.amount, each.missing) for each in crowd(campaign, LATER).stretches] == [
        (7, 1),
        (8, 2),
    ]
