"""Orders without tax because of a number at the desk: who sees them, and who may move their money."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.people.team.actions import give_duty, hire
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions.papers import name_issuer, set_tax_id
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.test_taxing import FRENCH, NET, PARIS
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
THERE = {"country": "FR", **PARIS, "because": "She wrote to us."}
NUMBER = {"tax_country": "FR", "tax_number": FRENCH}


@pytest.fixture
def house():
    clock.run_from(NOON)
    opened = shop()
    name_issuer(party=FIRM, by=opened.member, at=NOON)
    yield opened
    clock._offset = timedelta()


def staff(house, duty):
    who = fan()
    member = hire(fan=who, name="Bolt", rank="engineer", title="", by=house.member, at=NOON)
    give_duty(member=member, duty=duty, by=house.member, at=NOON)
    client = Client()
    client.force_login(who)
    return client


def ordered(house, *, is_paid=False):
    order = preorder(
        offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key=f"k{fan().id}", provider="sandbox"
    )
    bus.drain()
    if is_paid:
        orders.ask_due(order=order, position=1, provider="sandbox", at=NOON)
        bus.drain()
    orders.set_address(order=order, kind="delivery", country="FR", values=PARIS, by=None, at=NOON)
    return order


def test_what_goes_without_tax_because_of_a_number_stands_in_a_list_for_who_sees_money(
    house, django_assert_max_num_queries
):
    free, taxed = ordered(house), ordered(house)
    set_tax_id(order=free, country="FR", number=FRENCH, at=NOON)
    set_tax_id(order=taxed, country="DE", number="DE136695976", at=NOON)
    finance = staff(house, "finance")
    assert "Without tax · 1" in finance.get("/desk/money").content.decode()
    page = finance.get("/desk/money/untaxed").content.decode()
    assert all(said in page for said in (free.number, FRENCH, "Studio Lune", "€108.40"))
    assert taxed.number not in page
    for _more in range(3):
        set_tax_id(order=ordered(house), country="FR", number=FRENCH, at=NOON)
    with django_assert_max_num_queries(40):
        assert finance.get("/desk/money/untaxed").content.decode().count(FRENCH) == 4
    assert staff(house, "sales").get("/desk/money/untaxed").status_code == 403


@pytest.mark.parametrize(("duty", "may"), [("sales", False), ("desk", False), ("", True)])
def test_the_number_of_a_paid_order_is_changed_by_who_may_move_money(house, duty, may):
    order = ordered(house, is_paid=True)
    client = staff(house, duty) if duty else Client()
    if not duty:
        client.force_login(house.boss)
    assert client.post(f"/desk/orders/{order.number}/billing", THERE).status_code == 302
    answer = client.post(f"/desk/orders/{order.number}/billing", THERE | NUMBER)
    assert answer.status_code == (302 if may else 422)
    assert ("who may record payments" in answer.content.decode()) is not may
    assert queries.by_id(order.id).total_minor == (NET if may else 12_900)


def test_before_any_money_has_come_the_desk_names_the_firm(house):
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="k")
    orders.set_address(order=order, kind="delivery", country="FR", values=PARIS, by=None, at=NOON)
    client = staff(house, "desk")
    assert client.post(f"/desk/orders/{order.number}/billing", THERE | NUMBER).status_code == 302
    assert queries.by_id(order.id).total_minor == NET
