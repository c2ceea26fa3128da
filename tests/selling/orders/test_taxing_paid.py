"""Taxes that change while money is there already: once, whoever asks at once; and nothing leaves that is not paid."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from fanloop.foundation import clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.people.markets import actions as markets
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.actions.taxing import retax
from fanloop.selling.orders.queries import papers, taxes
from fanloop.selling.orders.queries.logistics import picking, wants
from fanloop.selling.orders.queries.paid import gaps as money_gaps
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.payments.ports import Gap
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.test_taxing import (
    FRENCH,
    NET,
    PARIS,
    ZURICH,
    business,
    ordered,
    pay,
    sheet,
    sums,
    to,
)
from tests.selling.orders.way import units
from tests.selling.world import NOON, fan, shop

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


def test_who_said_where_it_goes_before_anybody_issued_papers_is_taxed_as_they_have_to():
    house = shop()
    abroad, firm, here = (ordered(house) for _each in range(3))
    for order, country, values in ((abroad, "CH", ZURICH), (firm, "FR", PARIS), (here, "FR", PARIS)):
        to(order, country, values)
    pay(firm)
    business(firm)
    assert {sums(order)[:2] for order in (abroad, firm, here)} == {(12_900, 2_060)}
    actions.name_issuer(party=FIRM, by=house.member, at=NOON)
    assert ProcrastinateJob.objects.filter(task_name="orders.retax").count() == 1
    assert retax(at=NOON) == 2
    assert [sums(order)[:2] for order in (abroad, firm, here)] == [(12_900, 0), (NET, 0), (12_900, 2_060)]
    assert (sheet(firm).paid_minor, retax(at=NOON), money_gaps()) == (NET, 0, [])


def test_a_firm_that_takes_over_the_papers_makes_nothing_dearer(house):
    order = ordered(house)
    to(order)
    business(order)
    actions.name_issuer(party=replace(FIRM, country="FR", tax_id=FRENCH, iban=""), by=house.member, at=NOON)
    assert retax(at=NOON) == 1
    assert sums(order) == (NET, 1_731, NET)
    assert retax(at=NOON) == 0


def test_a_market_of_one_country_outside_the_eu_is_taxed_as_it_says(house):
    markets.change_tax(market=house.us, tax_rate_bp=900, at=NOON)
    order = preorder(
        offer=next(each for each in house.offers if each.market == house.us),
        fan=fan(),
        quantity=1,
        at=NOON,
        key="us",
        provider="sandbox",
    )
    to(
        order,
        "US",
        {"name": "M", "street": "1 A St", "postcode": "10001", "city": "New York", "region": "NY"},
    )
    assert taxes.of_order(order).rate_bp == 900
    to(order, "CH", ZURICH)
    assert taxes.of_order(order).category == "G"


def test_pages_that_change_the_price_say_so_and_nothing_is_kept_after_the_invoice(house):
    order = ordered(house)
    pay(order)
    client = Client()
    client.force_login(order.fan)
    there = PARIS | {"country": "FR"}

    def said(page, **more):
        return client.post(f"/orders/{order.number}/{page}", there | more, follow=True).content.decode()

    assert "The price is" not in said("address")
    cheaper = said("billing", tax_country="FR", tax_number=FRENCH)
    assert "The price is €108.40 now." in cheaper
    assert "What you paid too much goes back" in cheaper
    home = said("address", country="DE", postcode="10115", city="Berlin")
    assert "The price is €129.00 now." in home
    assert "packed when the rest has come" in home
    pay(order)
    actions.invoice(order=order, by=None, at=NOON)
    late = said("tax-number", country="FR", number="FR40303265045")
    assert "will name" not in late
    assert papers.tax_id(order).number == FRENCH
