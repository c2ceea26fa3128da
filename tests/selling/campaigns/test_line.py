"""Standing in line: strictly in order, first to know, and nothing lies idle."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.actions import erase
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import Refused, close_campaign, preorder
from fanloop.selling.campaigns.actions.codes import end_batch, make_batch
from fanloop.selling.campaigns.actions.drawing import close_entries, draw
from fanloop.selling.campaigns.actions.eligible import set_rule
from fanloop.selling.campaigns.actions.line import HELD, decline, leave, stand_in_line, take
from fanloop.selling.campaigns.queries import drops
from fanloop.selling.campaigns.queries import line as queries
from fanloop.selling.orders.actions import cancel
from fanloop.selling.orders.queries import present_states
from fanloop.selling.stock.actions import sweep
from fanloop.selling.stock.queries import holds_of, pool_of, status
from tests.selling.campaigns.drop_world import ENDS, OPENS, Sale, person
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


class Full:
    """A campaign of five pieces that are all ordered."""

    def __init__(self):
        self.house = shop(pool=5)
        self.offer = self.house.offers[0]
        self.sold = [self.order(fan(), 1) for _ in range(5)]

    def order(self, who, quantity, at=NOON):
        return preorder(offer=self.offer, fan=who, quantity=quantity, at=at, key=f"{who.id}:{at}")

    def wait(self, who, quantity=1, **more):
        return stand_in_line(
            campaign=self.house.campaign, fan=who, offers=[self.offer], quantity=quantity, at=NOON, **more
        )

    def free(self, pieces=1, at=LATER):
        for _ in range(pieces):
            cancel(order=self.sold.pop(), by=None, at=at)
        bus.drain()

    def states(self):
        rows = queries.LineEntry.objects.filter(campaign=self.house.campaign).order_by("id")
        return [each.state for each in queries.in_line(rows)]

    @property
    def left(self):
        return status(pool_of(f"campaigns.campaign:{self.house.campaign.id}").id).remaining


@pytest.fixture
def full():
    return Full()


def test_what_comes_back_is_held_for_the_first_in_line_and_for_nobody_else(full):
    mira, leo = fan(), fan()
    first = full.wait(mira)
    full.wait(leo)
    full.free()
    assert (full.states(), full.left) == (["offered", "waiting"], 0)
    with pytest.raises(Refused, match="Not so many"):
        full.order(fan(), 1, LATER)
    offer = queries.mine(full.house.campaign, mira.id).offer
    assert holds_of([offer.claim_id])[offer.claim_id] == LATER + HELD
    assert inbox(Viewer(fan_id=mira.id))[0].kind == "line_offered"
    order = take(entry=first, offer=full.offer, fan=mira, at=LATER)
    assert full.states() == ["taken", "waiting"]
    assert not holds_of([offer.claim_id])
    assert take(entry=first, offer=full.offer, fan=mira, at=LATER).id == order.id
    assert sweep(at=LATER + HELD * 2) == []


def test_a_fan_who_holds_a_piece_already_takes_another(full):
    mira = full.sold[-1].fan
    entry = full.wait(mira)
    cancel(order=full.sold[0], by=None, at=LATER)
    assert take(entry=entry, offer=full.offer, fan=mira, at=LATER).fan_id == mira.id


def test_declined_or_unanswered_the_piece_goes_on_and_at_last_to_all(full):
    entries = [full.wait(fan()) for _ in range(2)]
    full.free()
    decline(entry=entries[0], at=LATER)
    decline(entry=entries[0], at=LATER)
    assert full.states() == ["declined", "offered"]
    sweep(at=LATER + HELD)
    assert (full.states(), full.left) == (["declined", "passed"], 1)
    full.order(fan(), 1, LATER + HELD)


def test_who_was_passed_loses_nothing_but_the_place(full):
    mira = fan()
    full.wait(mira)
    full.free()
    sweep(at=LATER + HELD)
    assert inbox(Viewer(fan_id=mira.id))[0].kind == "line_passed"
    assert full.order(mira, 1, LATER + HELD)


def test_each_gets_as_many_as_there_are_and_who_needs_more_keeps_the_place(full):
    full.wait(fan(), 3, least=2)
    full.wait(fan(), 2)
    full.free(1)
    assert (full.states(), full.left) == (["waiting", "offered"], 0)
    full.free(1)
    assert full.states() == ["waiting", "offered"]
    assert full.left == 1


def test_pieces_of_codes_that_are_over_go_to_the_line_first():
    house = shop(pool=5)
    batch = make_batch(
        campaign=house.campaign,
        words="testers",
        count=5,
        opens_at=NOON,
        closes_at=LATER,
        by=house.member,
        at=NOON,
    )
    mira = fan()
    stand_in_line(campaign=house.campaign, fan=mira, offers=house.offers, quantity=2, at=NOON)
    end_batch(batch=batch, by=house.member, at=NOON)
    assert queries.mine(house.campaign, mira.id).state == "offered"
    assert status(pool_of(f"campaigns.campaign:{house.campaign.id}").id).remaining == 3


def test_nobody_stands_in_line_while_pieces_are_free_or_twice(full):
    mira = fan()
    assert full.wait(mira).id == full.wait(mira).id
    leave(entry=full.wait(mira), at=NOON)
    full.free()
    with pytest.raises(Refused, match="not sold out"):
        full.wait(mira)
    assert full.wait(mira, 2, least=2)


def test_nobody_waits_for_more_than_the_limit(full):
    mira = full.sold[0].fan
    with pytest.raises(Refused, match="no more than one person"):
        full.wait(mira, 4)
    with pytest.raises(Refused, match="You have that many"):
        full.wait(mira, 3, least=3)


def test_left_is_left_and_what_is_offered_is_let_go(full):
    mira, leo = fan(), fan()
    entry = full.wait(mira)
    assert leave(entry=entry, at=NOON).how == "left"
    assert leave(entry=entry, at=NOON).how == "left"
    second = full.wait(leo)
    full.free()
    assert leave(entry=second, at=LATER).how == "declined"
    assert full.left == 1


def test_what_is_ordered_is_not_let_go_by_an_old_link(full):
    mira = fan()
    entry = full.wait(mira)
    full.free()
    order = take(entry=entry, offer=full.offer, fan=mira, at=LATER)
    with pytest.raises(Refused, match="ordered already"):
        decline(entry=entry, at=LATER)
    assert present_states([order.id])[order.id] == "placed"


def test_only_its_fan_takes_an_offer_and_only_in_time(full):
    mira = fan()
    entry = full.wait(mira)
    full.free()
    with pytest.raises(Refused, match="Nothing is offered"):
        take(entry=entry, offer=full.offer, fan=fan(), at=LATER)
    with pytest.raises(Refused, match="Nothing is offered"):
        take(entry=entry, offer=full.house.offers[1], fan=mira, at=LATER)
    with pytest.raises(Refused, match="time to order is over"):
        take(entry=entry, offer=full.offer, fan=mira, at=LATER + HELD)


def test_who_leaves_the_house_leaves_the_line(full):
    mira = fan()
    full.wait(mira)
    erase(fan=mira, by=mira, at=NOON)
    bus.drain()
    assert full.states() == ["left"]


def test_a_closed_campaign_offers_nothing(full):
    full.wait(fan())
    close_campaign(campaign=full.house.campaign, by=full.house.member, at=NOON)
    full.free()
    assert (full.states(), full.left) == (["waiting"], 1)


def test_a_rule_is_asked_of_orders_and_of_the_line():
    house = shop(pool=5)
    set_rule(campaign=house.campaign, who={"tested": True}, by=house.member, at=NOON)
    with pytest.raises(Refused, match="tried a build"):
        preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="no")
    with pytest.raises(Refused, match="level from 0"):
        set_rule(campaign=house.campaign, who={"shoe_size": 41}, by=house.member, at=NOON)
    set_rule(campaign=house.campaign, who={}, by=house.member, at=NOON)
    assert preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="yes")


def test_the_line_of_a_drop_asks_what_the_drop_asked_and_serves_the_next_ranks_first():
    sale = Sale(pieces=1)
    people = sale.come("ada", "ben")
    at = ENDS + timedelta(minutes=1)
    close_entries(drop=sale.drop, by=sale.house.member, at=at)
    draw(drop=sale.drop, by=sale.house.member, at=at + timedelta(minutes=10))
    late = person("cleo")
    with pytest.raises(Refused, match="Confirm your e-mail"):
        stand_in_line(
            campaign=sale.campaign, fan=person("dan", proven=False), offers=[sale.offer], quantity=1, at=OPENS
        )
    stand_in_line(campaign=sale.campaign, fan=late, offers=[sale.offer], quantity=1, at=OPENS)
    browser = Client()
    browser.force_login(late)
    page = browser.get("/drops/first-run").content.decode()
    assert "the next ranks of the draw first" in page
    assert "data-too_often=" in page, "the browser says every state of the claim path in its own words"
    sweep(at=OPENS + timedelta(hours=1))
    assert {row.claim.fan_id for row in drops.winners(sale.drop)} == {fan.id for fan in people}
    sweep(at=OPENS + timedelta(hours=2))
    mine = queries.mine(sale.campaign, late.id)
    assert mine.state == "offered"
    order = take(entry=mine.entry, offer=sale.offer, fan=late, at=OPENS + timedelta(hours=3))
    assert queries.mine(sale.campaign, late.id).state == "taken"
    assert holds_of([mine.offer.claim_id]), "paid for within the hold, as in the drop"
    assert order.fan_id == late.id


def test_every_number_in_a_long_line_comes_from_one_question(full, django_assert_max_num_queries):
    for _ in range(6):
        full.wait(fan())
    leave(entry=queries.LineEntry.objects.order_by("id")[1], at=NOON)
    full.free()
    with django_assert_max_num_queries(4):
        found = queries.in_line(list(queries.line(full.house.campaign)))
    assert [(each.state, each.number) for each in found] == [
        ("offered", 0), ("waiting", 1), ("waiting", 2), ("waiting", 3), ("waiting", 4), ("left", 0),
    ]  # fmt: skip
    assert queries.mine(full.house.campaign, found[3].entry.fan_id).number == 3
