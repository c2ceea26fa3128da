"""What a deposit leaves is paid in monthly parts: chosen when ordering, charged on their days, moved together, given back."""

from datetime import date, timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions.promising import move_packing
from fanloop.selling.campaigns.models import Offer
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions import cancel
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import Reminder
from tests.selling.world import NOON, fan, shop

GOOD = "4242424242424242"
DAYS = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


@pytest.fixture
def house(db):
    clock.run_from(NOON)
    opened = shop()
    Offer.objects.update(instalments=3)
    yield opened
    clock._offset = timedelta()


def sheet(order):
    return orders.order(order.number, viewer=SYSTEM)


def ordered(house, *, parts=3, provider="playcard"):
    order = preorder(
        offer=house.offers[0],
        fan=fan(),
        quantity=1,
        at=NOON,
        key=f"k{parts}",
        provider=provider,
        instalments=parts,
    )
    (each,) = queries.payments([sheet(order).ref])[sheet(order).ref]
    if provider == "playcard":
        actions.begin(payment=each.payment.id, return_url="http://here", at=NOON)
        actions.show_card(reference=each.payment.reference, card=GOOD, at=NOON)
        actions.look(payment=each.payment.id, at=NOON)
    bus.drain()
    return order


def rest(order):
    return [(due.due, due.minor) for due in sheet(order).dues if due.kind != "deposit"]


def collect(day):
    at = NOON.replace(year=day.year, month=day.month, day=day.day)
    for id_ in actions.collect_due(at=at):
        actions.charge(payment=id_, at=at)
    bus.drain()


def test_each_part_is_charged_on_its_day_and_the_last_pays_the_order(house):
    order = ordered(house)
    assert rest(order) == list(zip(DAYS, [3_634, 3_633, 3_633], strict=True))
    for place, day in enumerate(DAYS):
        collect(day - timedelta(days=1))
        assert sheet(order).state == "deposit_paid"
        for _twice in range(2):
            collect(day)
        assert sheet(order).paid_minor == 2_000 + sum(minor for _day, minor in rest(order)[: place + 1])
    assert sheet(order).state == "paid"


@pytest.mark.parametrize(("parts", "count"), [(1, 1), (2, 2), (9, 3)])
def test_nobody_gets_more_parts_than_the_offer_allows(house, parts, count):
    order = ordered(house, parts=parts)
    assert [day for day, _minor in rest(order)] == DAYS[3 - count :]
    assert {due.kind for due in sheet(order).dues} == {"deposit", "balance" if count == 1 else "instalment"}


def test_a_day_of_packing_that_moves_takes_the_open_parts_along(house):
    order = ordered(house)
    collect(DAYS[0])
    move_packing(
        campaign=house.campaign, day=date(2027, 3, 1), because="The glue.", at=NOON + timedelta(days=30)
    )
    assert [day for day, _minor in rest(order)] == [DAYS[0], date(2027, 1, 29), date(2027, 3, 1)]


def test_each_part_has_its_letters_and_what_was_paid_goes_back(house):
    order = ordered(house)
    collect(DAYS[0])
    actions.remind(at=NOON.replace(month=12, day=29))
    assert [(row.position, row.step) for row in Reminder.objects.all()] == [(2, 1)]
    cancel(order=order, by=None, at=NOON + timedelta(days=40))
    assert sheet(order).paid_minor == 0
    collect(DAYS[2])
    assert sheet(order).paid_minor == 0


def test_the_page_offers_the_parts_and_the_order_shows_them(house):
    Offer.objects.filter(currency="EUR").update(instalments=2)
    client = Client()
    client.force_login(fan("mira.k"))
    page = client.get("/order/dawn-2")
    assert "In 2 monthly parts" in page.content.decode()
    assert "In 3 monthly parts" not in page.content.decode()
    form = {"offer": house.offers[0].id, "quantity": 1, "key": str(page.context["key"]), "parts": 2}
    shown = client.post("/order/dawn-2/orders", form, follow=True).content.decode()
    assert shown.count("€54.50") >= 2
    Offer.objects.update(instalments=1)
    assert "monthly parts" not in client.get("/order/dawn-2").content.decode()
