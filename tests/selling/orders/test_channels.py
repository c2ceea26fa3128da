"""Partners sell out of a pool of their own, at a price of their own, under their own numbers; twice is once."""

import pytest

from fanloop.foundation import trail
from fanloop.foundation.viewer import Viewer
from fanloop.people.partners.actions import invite_contact, register_partner
from fanloop.people.partners.rules.kinds import BRAND
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries import orders_of
from fanloop.selling.orders.queries.channels import (
    channel,
    channels,
    check,
    orders_of_channel,
    prices_of,
    references,
    room,
)
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.payments.queries import waiting
from tests.selling.orders.way import LATER, state
from tests.selling.world import fan, shop

HEAD = "reference,sku,quantity,name,street,postcode,city,country\n"
ONE = "B-1,DAWN2-OAK,2,Mira,Torstr. 1,10115,Berlin,DE\n"
TWO = "B-2,DAWN2-ASH,1,Leo,Weg 2,10117,Berlin,DE\nB-2,DAWN2-OAK,1,,,,,DE\n"
STAFF = Viewer(fan_id=1, permissions=frozenset({"channels.run", "orders.see"}))


@pytest.fixture
def house(db):
    return shop(pool=5)


@pytest.fixture
def clerk(house):
    return fan("clerk")


@pytest.fixture
def brand(house, clerk):
    firm = register_partner(name="Lampenladen", kind=BRAND, market=house.eu, note="", at=LATER)
    invite_contact(partner=firm, fan=clerk, at=LATER)
    opened = orders.open_channel(partner=firm, market=house.eu, pieces=6, by=house.member, at=LATER)
    for variant in (house.oak, house.ash):
        orders.agree_price(channel=opened, variant=variant, minor=9_900, by=house.member, at=LATER)
    return opened


def send(brand, text, by):
    return orders.place_channel_orders(channel=brand, asked=check(brand, text).fresh, by=by, at=LATER)


def test_a_partners_table_becomes_orders_at_the_partners_price(brand, clerk, house):
    placed = send(brand, HEAD + ONE + TWO, clerk)
    assert sorted(placed.fresh) == ["B-1", "B-2"]
    first = placed.fresh["B-1"]
    assert (first.total_minor, first.currency, first.book_id) == (19_800, "EUR", brand.book_id)
    assert way(first).delivery.city == "Berlin"
    assert references([first.id])[first.id].reference == "B-1"
    assert room(channel(brand.id, viewer=STAFF)).left == 2
    assert [each.payment.minor for each in waiting("transfer")] == [19_800, 19_800]
    assert {state(order) for order in placed.fresh.values()} == {"placed"}


def test_sent_twice_it_is_placed_once(brand, clerk):
    send(brand, HEAD + ONE, clerk)
    again = check(brand, HEAD + ONE)
    assert (again.fresh, [each.reference for each in again.known], again.faults) == ([], ["B-1"], [])
    assert Order.objects.count() == 1
    placed = orders.place_channel_orders(channel=brand, asked=again.known, by=clerk, at=LATER)
    assert (list(placed.fresh), list(placed.known)) == ([], ["B-1"])
    assert Order.objects.count() == 1


def test_a_known_number_with_other_pieces_is_named(brand, clerk):
    send(brand, HEAD + ONE, clerk)
    [fault] = check(brand, HEAD + ONE.replace(",2,", ",1,")).faults
    assert (fault.line, fault.column, fault.problem) == (2, "reference", "taken")


def test_more_than_the_channel_holds_is_named_and_never_placed(brand, clerk):
    found = check(brand, HEAD + ONE.replace(",2,", ",7,"))
    assert [(fault.line, fault.column, fault.problem) for fault in found.faults] == [
        (2, "quantity", "too_many")
    ]
    placed = orders.place_channel_orders(channel=brand, asked=found.fresh, by=clerk, at=LATER)
    assert (placed.fresh, placed.refused) == ({}, {"B-1": "sold_out"})


def test_the_fans_pool_is_not_touched(brand, clerk, house):
    send(brand, HEAD + ONE, clerk)
    assert house.offers[0].pool.__class__.objects.get(id=house.offers[0].pool_id).remaining == 5


def test_a_new_price_holds_from_now_on(brand, clerk, house):
    first = send(brand, HEAD + ONE, clerk).fresh["B-1"]
    for _ in range(2):
        orders.agree_price(channel=brand, variant=house.oak, minor=8_000, by=house.member, at=LATER)
    second = send(brand, HEAD + ONE.replace("B-1", "B-3"), clerk).fresh["B-3"]
    assert (first.total_minor, second.total_minor) == (19_800, 16_000)
    assert prices_of(brand)["DAWN2-OAK"].unit_minor == 8_000


def test_a_partner_sees_its_own_and_nobody_elses(brand, clerk, house):
    assert [row.id for row in channels(viewer=Viewer(fan_id=clerk.id, partner_id=brand.partner_id))] == [
        brand.id
    ]
    assert channels(viewer=Viewer(fan_id=clerk.id, partner_id=brand.partner_id + 1)) == []
    assert channels(viewer=Viewer(fan_id=clerk.id)) == []
    send(brand, HEAD + ONE, clerk)
    assert orders_of(Viewer(fan_id=clerk.id)) == []
    assert [row.number for row in orders_of_channel(brand)] == [f"P{brand.partner_id}-EU-00001"]


def test_a_channel_rests_on_its_partner_and_needs_a_person(brand, house):
    [arrow] = trail.causes_of(f"orders.book:{brand.book_id}").arrows
    assert arrow.cause == f"partners.partner:{brand.partner_id}"
    silent = register_partner(name="Stumm", kind=BRAND, market=house.eu, note="", at=LATER)
    with pytest.raises(orders.Refused, match="Nobody speaks for Stumm"):
        orders.open_channel(partner=silent, market=house.eu, pieces=1, by=None, at=LATER)
    assert orders.open_channel(partner=brand.partner, market=house.eu, pieces=9, by=None, at=LATER) == brand
