"""Many at once: one code is one order, and what comes back is the line's before any stranger's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.codes import make_batch, redeem
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.models import Code, CodeHolder, CodeUse
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import line as lines
from fanloop.selling.orders.actions import cancel
from fanloop.selling.stock.queries import pool_of, status
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    def one(act):
        try:
            return act()
        except Refused as problem:
            return str(problem)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as workers:
        return [each.result() for each in [workers.submit(one, act) for act in acts]]


def test_two_who_redeem_one_code_at_once_get_one_order():
    house = shop(pool=5)
    batch = make_batch(
        campaign=house.campaign, words="x", count=1, opens_at=NOON, closes_at=CLOSES, by=house.member, at=NOON
    )
    letters = queries.letters_of(Code.objects.get(batch=batch))
    people = [fan(), fan()]
    acts = [
        lambda who=who: redeem(letters=letters, offer=house.offers[0], fan=who, at=NOON)
        for who in [*people, *people]
    ]
    said = at_once(*acts)
    orders = {each.id for each in said if not isinstance(each, str)}
    assert len(orders) == 1
    assert CodeUse.objects.count() == CodeHolder.objects.count() == 1
    assert any(isinstance(each, str) and "somebody else" in each for each in said)
    assert status(pool_of(f"campaigns.campaign:{house.campaign.id}").id).remaining == 4


def test_strangers_who_press_while_a_piece_comes_back_get_nothing_before_the_line():
    house = shop(pool=1)
    sold = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="sold")
    mira = fan()
    stand_in_line(campaign=house.campaign, fan=mira, offers=house.offers, quantity=1, at=NOON)
    strangers = [fan() for _ in range(4)]
    presses = [
        lambda who=who, n=n: preorder(
            offer=house.offers[0], fan=who, quantity=1, at=NOON, key=f"s{who.id}:{n}"
        )
        for who in strangers
        for n in range(2)
    ]
    said = at_once(*presses[:4], lambda: cancel(order=sold, by=None, at=NOON), *presses[4:])
    assert all(each is None or isinstance(each, str) for each in said)
    assert lines.mine(house.campaign, mira.id).state == "offered"
