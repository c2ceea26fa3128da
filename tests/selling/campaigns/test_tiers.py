"""Codes and lines where a pre-order has tiers with pieces of their own; and where neither makes sense."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.codes import make_batch, redeem
from fanloop.selling.campaigns.actions.line import stand_in_line, take
from fanloop.selling.campaigns.models import Code
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import line
from fanloop.selling.orders.actions import cancel
from fanloop.selling.orders.models import OrderLine
from fanloop.selling.stock.queries import status
from tests.selling.campaigns.crowd import ENDS, LATER, offer, porch
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return shop()


@pytest.fixture
def tiered(house):
    """A pre-order: two early ones at 80, twenty plain ones at 100; the early tier closes after two days."""
    return porch(house, way="preorder", goal=None, limit=1)


def early_tier(campaign):
    return offer(campaign, early=True).tier


def batch(campaign, tier=None, **more):
    said = {
        "campaign": campaign, "words": "for our testers", "count": 1, "opens_at": NOON, "closes_at": ENDS,
        "by": None, "at": NOON, "tier": tier,
    }  # fmt: skip
    return make_batch(**said | more)


def letters(of):
    return queries.letters_of(Code.objects.get(batch=of))


def ordered(campaign, who, *, early, at=LATER):
    return preorder(
        offer=offer(campaign, early=early), fan=who, quantity=1, at=at, key=f"{who.id}:{early}:{at}"
    )


def test_a_code_of_a_tier_keeps_a_piece_of_that_tier_and_opens_it_alone(tiered):
    made = batch(tiered, early_tier(tiered))
    early, plain = offer(tiered, early=True), offer(tiered)
    assert (status(early.pool_id).reserved, status(plain.pool_id).reserved) == (1, 0)
    mira = fan()
    with pytest.raises(Refused, match="another tier"):
        redeem(letters=letters(made), offer=plain, fan=mira, at=LATER)
    order = redeem(letters=letters(made), offer=early, fan=mira, at=LATER)
    assert OrderLine.objects.get(order=order).unit_minor == 8_000
    assert status(early.pool_id).reserved == 0


def test_a_code_without_a_tier_opens_what_all_share(tiered):
    made = batch(tiered)
    with pytest.raises(Refused, match="another tier"):
        redeem(letters=letters(made), offer=offer(tiered, early=True), fan=(mira := fan()), at=LATER)
    assert redeem(letters=letters(made), offer=offer(tiered), fan=mira, at=LATER)


def test_codes_are_for_tiers_with_pieces_of_their_own_and_for_no_pledge(tiered, house):
    crowd = porch(house, slug="crowd")
    for campaign, tier, why in (
        (tiered, offer(tiered).tier, "pieces of its own"),
        (tiered, early_tier(crowd), "pieces of its own"),
        (crowd, None, "Pledges need no code"),
        (crowd, early_tier(crowd), "Pledges need no code"),
    ):
        with pytest.raises(Refused, match=why):
            batch(campaign, tier)


def test_a_code_of_a_tier_whose_window_is_over_says_so(tiered):
    made = batch(tiered, early_tier(tiered))
    with pytest.raises(Refused, match="tier is not open"):
        redeem(letters=letters(made), offer=offer(tiered, early=True), fan=fan(), at=NOON + timedelta(days=3))


def test_a_persons_limit_counts_over_tiers_with_and_without_a_code(tiered):
    made, mira = batch(tiered, early_tier(tiered)), fan()
    ordered(tiered, mira, early=False)
    with pytest.raises(Refused, match="One person can order 1"):
        redeem(letters=letters(made), offer=offer(tiered, early=True), fan=mira, at=LATER)


def test_a_line_stands_for_the_tier_that_is_gone_while_another_is_free(tiered):
    sold = [ordered(tiered, fan(), early=True) for _ in range(2)]
    early, plain = offer(tiered, early=True), offer(tiered)
    assert [each.tier_id for each in line.sold_out(tiered, LATER)] == [early.tier_id] * 2
    first, mira = fan(), fan()
    with pytest.raises(Refused, match="not sold out"):
        stand_in_line(campaign=tiered, fan=first, offers=[plain], quantity=1, at=LATER)
    places = [
        stand_in_line(campaign=tiered, fan=who, offers=[early], quantity=1, at=LATER) for who in (first, mira)
    ]
    cancel(order=sold[0], by=None, at=LATER)
    bus.drain()
    order = take(entry=places[0], offer=early, fan=first, at=LATER)
    assert OrderLine.objects.get(order=order).unit_minor == 8_000
    cancel(order=sold[1], by=None, at=NOON + timedelta(days=3))
    assert line.in_line([places[1]])[0].state == "waiting", "its tier is over"


def test_there_is_no_line_for_pledges(house):
    crowd = porch(house)
    for _ in range(2):
        ordered(crowd, fan(), early=True)
    with pytest.raises(Refused, match="no line for pledges"):
        stand_in_line(campaign=crowd, fan=fan(), offers=[offer(crowd, early=True)], quantity=1, at=LATER)


def test_the_pages_name_the_tier_that_is_gone_and_what_a_code_opens(tiered, house, settings):
    settings.DEMO = True
    clock.run_from(LATER)
    made = batch(tiered, early_tier(tiered))
    ordered(tiered, fan(), early=True)
    browser, desk = Client(), Client()
    browser.force_login(mira := fan())
    desk.force_login(house.boss)
    page = browser.get("/order/porch").content.decode()
    assert "Stand in line" in page
    assert "First night: Oak" in page
    sent = browser.post("/codes/kept", {"code": letters(made)})
    assert f'value="{offer(tiered).id}"' not in browser.get(sent.url).content.decode()
    browser.post(f"{sent.url}/order", {"offer": offer(tiered).id})
    assert not OrderLine.objects.filter(order__fan=mira).exists()
    browser.post(f"{sent.url}/order", {"offer": offer(tiered, early=True).id, "price": "1"})
    assert OrderLine.objects.get(order__fan=mira).unit_minor == 8_000
    assert "Porch: First night" in desk.get("/desk/codes/new").content.decode()
    clock._offset = clock.timedelta()
