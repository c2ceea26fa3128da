"""Whoever is refused because nothing is left stays in the log, whichever door it was; who is refused for something else does not."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions.codes import bind, end_batch, make_batch
from fanloop.selling.campaigns.models import Code
from fanloop.selling.campaigns.queries import codes
from fanloop.selling.stock.queries import sell_out
from tests.selling.orders.shelf import bought, shelf
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-00000000000%s"


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOON + timedelta(hours=1))
    yield shop(pool=3)
    clock._offset = clock.timedelta()


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def late(pool):
    return [(each.fan_id, each.quantity, each.door, each.wishes) for each in sell_out(pool).late]


def test_the_campaigns_page_and_its_line(house):
    mira, tom = fan(), fan()
    oak, ash = (each for each in house.offers if each.market_id == house.eu.id)
    page = {"offer": oak.id, "quantity": 2, "key": KEY % 1}
    entered(mira).post("/order/dawn-2/orders", page | {"quantity": 4})  # more than one person may have
    preorder(offer=oak, fan=fan(), quantity=3, at=clock.now(), key="all")
    entered(mira).post("/order/dawn-2/orders", page)
    entered(tom).post("/order/dawn-2/line", {"offer": [oak.id, ash.id], "quantity": 1, "least": 1})
    one, other = (f"products.variant:{each.variant_id}" for each in (oak, ash))
    assert late(oak.pool_id) == [(mira.id, 2, "order", (one,)), (tom.id, 1, "line", (one, other))]


def test_a_cart_and_the_shelfs_line(house):
    oak, ash = shelf(house, oak=2, ash=9)
    mira, tom = fan(), fan()
    browser = entered(mira)
    for key, offer in enumerate((oak, ash)):
        browser.post(f"/shop/{offer.id}", {"quantity": 1, "key": KEY % key})
    bought(house, oak, 2)
    browser.post("/cart/order", {"total": 25_800})
    entered(tom).post(f"/shop/{oak.id}/line", {"quantity": 3})
    wish = (f"products.variant:{oak.variant_id}",)
    assert late(oak.pool_id) == [(mira.id, 1, "cart", wish), (tom.id, 3, "line", wish)]
    assert late(ash.pool_id) == []


def test_a_code_whose_pieces_went_to_others(house):
    batch = make_batch(
        campaign=house.campaign, words="for testers", count=1, opens_at=NOON, closes_at=CLOSES, by=house.member, at=NOON
    )  # fmt: skip
    mira, oak = fan(), house.offers[0]
    code = bind(letters=codes.letters_of(Code.objects.get()), fan=mira, at=clock.now())
    end_batch(batch=batch, by=house.member, at=clock.now())
    preorder(offer=oak, fan=fan(), quantity=3, at=clock.now(), key="all")
    entered(mira).post(f"/codes/{code.id}/order", {"offer": oak.id})
    assert late(oak.pool_id) == [(mira.id, 1, "code", (f"products.variant:{oak.variant_id}",))]
