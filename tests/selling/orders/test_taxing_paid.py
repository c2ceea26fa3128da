"""Taxes that change while money is there already: once, whoever asks at once; and nothing leaves that is not paid."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from fanloop.foundation import clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.queries.logistics import picking, wants
from fanloop.selling.orders.queries.paid import gaps as money_gaps
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.payments.ports import Gap
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.test_taxing import FRENCH, NET, business, ordered, pay, sheet, sums, to
from tests.selling.orders.way import units
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db
AGAIN = 12_900
"""The same lamp with its tax put back."""


@pytest.fixture
def house():
    clock.run_from(NOON)
    opened = shop()
    actions.name_issuer(party=FIRM, by=opened.member, at=NOON)
    yield opened
    clock._offset = timedelta()


@pytest.mark.django_db(transaction=True)
def test_a_number_given_twice_at_once_takes_the_tax_off_once(house):
    order = ordered(house)
    to(order)

    def again():
        actions.set_tax_id(order=order, country="FR", number=FRENCH, at=NOON)
        connection.close()

    second = threading.Thread(target=again)
    with transaction.atomic():
        actions.set_tax_id(order=order, country="FR", number=FRENCH, at=NOON)
        second.start()
        time.sleep(0.2)
    second.join()
    assert sums(order) == (NET, 0, NET)


def test_a_price_that_rises_after_it_was_paid_is_named_waits_and_can_be_paid(house):
    order = ordered(house)
    pay(order)
    to(order)
    business(order)
    assert money_gaps() == []
    units(house.oak, 1)
    orders.allocate(by=house.member, at=NOON)
    business(order, number="")
    now = sheet(order)
    assert (now.state, now.order.total_minor, now.paid_minor) == ("allocated", AGAIN, NET)
    assert money_gaps() == [Gap("order", now.ref, AGAIN, NET, "EUR")]
    assert orders.pick(orders=[order.id], by=house.member, at=NOON) == 0
    assert picking(viewer=SYSTEM) == []
    assert now.next_due.position == 1
    pay(order)
    assert (sheet(order).paid_minor, money_gaps()) == (AGAIN, [])
    assert orders.pick(orders=[order.id], by=house.member, at=NOON) == 1


def test_what_is_not_paid_is_kept_for_who_has_paid_and_what_is_packed_rises_no_more(house):
    order = ordered(house)
    to(order)
    business(order)
    pay(order)
    business(order, number="")
    assert wants() == []
    business(order)
    units(house.oak, 1)
    orders.allocate(by=house.member, at=NOON)
    assert orders.pick(orders=[order.id], by=house.member, at=NOON) == 1
    with pytest.raises(Refused, match="packed"):
        business(order, number="")
    assert (sums(order)[0], sheet(order).paid_minor, money_gaps()) == (NET, NET, [])
