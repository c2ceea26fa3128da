"""A price that changes on a day said before: once, for who orders from then on."""

from datetime import timedelta

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.pricing import apply_price_steps, plan_price_step
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.campaigns.queries.prices import price_steps
from fanloop.selling.orders import queries
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
RISES = NOON + timedelta(days=3)


@pytest.fixture
def house():
    return shop()


def step(house, price=13_900, starts_at=RISES, at=LATER):
    return plan_price_step(
        offer=house.offers[0], price_minor=price, starts_at=starts_at, by=house.member, at=at
    )


def order(house, key, at):
    return preorder(offer=house.offers[0], fan=fan(), quantity=1, at=at, key=key)


def test_who_ordered_before_keeps_the_price_and_who_comes_after_pays_the_new_one(house):
    assert step(house) == step(house, price=1_000_000)
    early, late = (order(house, key, at) for key, at in (("a", RISES - timedelta(seconds=1)), ("b", RISES)))
    assert [row.total_minor for row in (early, late)] == [12_900, 13_900]
    assert queries.order(early.number, viewer=SYSTEM).lines[0].unit_minor == 12_900
    assert [row.price_minor for row in offers(house.campaign.id)] == [13_900, 12_900, 12_900, 12_900]
    assert apply_price_steps(at=RISES + timedelta(days=1)) == 0


def test_steps_are_public_while_they_are_ahead_and_the_last_one_stands(house):
    step(house)
    step(house, price=14_900, starts_at=RISES + timedelta(days=1))
    assert [row.price_minor for row in price_steps(house.campaign.id, LATER)] == [13_900, 14_900]
    assert apply_price_steps(at=RISES + timedelta(days=9)) == 2
    assert offers(house.campaign.id)[0].price_minor == 14_900
    assert price_steps(house.campaign.id, LATER) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"starts_at": LATER}, "still ahead"),
        ({"starts_at": CLOSES}, "before the campaign ends"),
        ({"price": 1_999}, "not below the deposit"),
    ],
)
def test_a_price_is_said_ahead_and_fits_its_deposit(house, more, words):
    with pytest.raises(Refused, match=words):
        step(house, **more)
