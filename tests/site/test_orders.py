"""A fan's own order: its stations, where it goes, its boxes, and the way back; nobody else's business."""

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.orders.queries.returns import returns_of
from tests.selling.orders.way import BERLIN, paid_order, sent, units
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def text(answer):
    return answer.content.decode()


def test_the_address_is_asked_as_the_country_writes_it_and_kept(house):
    order = paid_order(house)
    mine, path = entered(order.fan), f"/orders/{order.number}/address"
    assert 'name="region"' in text(mine.get(path + "?country=US"))
    assert "required" in text(mine.get(path + "?country=US")).split('name="region"')[1][:200]
    page = mine.post(path, BERLIN | {"country": "DE", "postcode": "1011"})
    assert page.status_code == 422
    assert "Postcodes of this country look different." in text(page)
    assert "Torstr. 1" in text(page)
    sent_ = mine.post(
        path, BERLIN | {"country": "DE", "street": "Weg 2", "gift": "on", "words": "For Ada"}, follow=True
    )
    assert "We send it there." in text(sent_)
    assert "Weg 2" in text(sent_)
    assert "For Ada" in text(sent_)
    assert way(order).gift.words == "For Ada"
    mine.post(path, BERLIN | {"country": "DE"})
    assert way(order).gift is None


FIRM = {
    "country": "AT", "name": "Bea Huber", "company": "Lichthaus", "street": "Gasse 1", "postcode": "1010", "city": "Wien",
}  # fmt: skip


def test_somebody_else_is_billed_from_the_checkout_on_and_back_again(house):
    order = paid_order(house)
    mine, path = entered(order.fan), f"/orders/{order.number}/billing"
    answer = mine.post(f"/orders/{order.number}/address", BERLIN | {"country": "DE", "elsewhere": "on"})
    assert answer.url == path
    wrong = mine.post(path, FIRM | {"tax_number": "12"})
    assert (wrong.status_code, "Gasse 1" in text(wrong), "no tax number" in text(wrong)) == (422, True, True)
    page = text(mine.post(path, FIRM | {"tax_number": "ATU13585627"}, follow=True))
    assert all(words in page for words in ("Lichthaus, Bea Huber", "ATU13585627", "Torstr. 1"))
    assert "Lichthaus" not in text(mine.post(path, {"buyer": "1"}, follow=True))
    assert entered(fan()).get(path).status_code == 404


def test_a_country_without_a_form_of_its_own_can_be_typed(house):
    order = paid_order(house)
    page = text(entered(order.fan).get(f"/orders/{order.number}/address?country=DE&other=bt"))
    assert 'name="country" value="BT"' in page


def test_a_packed_order_keeps_its_address_and_says_so(house):
    order = paid_order(house)
    units(house.oak, 1)
    orders.allocate(by=house.member, at=NOON)
    orders.pick(orders=[order.id], by=house.member, at=NOON)
    page = entered(order.fan).post(f"/orders/{order.number}/address", BERLIN | {"country": "DE"})
    assert page.status_code == 422
    assert "is packed or over" in text(page)


def test_a_delivered_order_shows_its_box_its_serial_and_its_days(house):
    order, way_ = sent(house)
    page = text(entered(order.fan).get(f"/orders/{order.number}"))
    assert way_.units[0].unit.serial in page
    assert f"T{order.id}" in page
    assert "You can send it back until" in page
    assert "We stand behind it until" in page


def test_a_fan_sends_a_unit_back_and_reads_what_comes_of_it(house):
    order, way_ = sent(house)
    mine, path = entered(order.fan), f"/orders/{order.number}/return"
    assert "You need no reason until" in text(mine.get(path))
    assert mine.post(path, {"units": [], "reason": "withdrawal"}).status_code == 422
    form = {"units": [way_.units[0].id], "reason": "withdrawal", "words": "Too bright"}
    told = mine.post(path, form, follow=True)
    assert f"Write {order.number}-R1 on the box" in text(told)
    assert "Nothing of this order is with you" in text(mine.get(path, follow=True))
    [back] = returns_of([order.id])[order.id]
    orders.inspect_return(
        back=back.row,
        findings={back.items[0].item.id: orders.Finding("used", "scratched")},
        by=house.member,
        at=NOON,
    )
    page = text(mine.get(f"/orders/{order.number}"))
    assert "€103.20" in page
    assert "scratched" in page


def test_the_fourteen_days_close_the_form_for_who_gives_no_reason(house):
    order, way_ = sent(house)
    clock.run_from(NOON + clock.timedelta(days=20))
    mine, path = entered(order.fan), f"/orders/{order.number}/return"
    assert 'value="withdrawal"' not in text(mine.get(path))
    assert mine.post(path, {"units": [way_.units[0].id], "reason": "withdrawal"}).status_code == 422
    assert mine.post(path, {"units": [way_.units[0].id], "reason": "warranty"}).status_code == 302


def test_somebody_elses_order_is_not_there(house):
    order, way_ = sent(house)
    other = entered(fan("nosy"))
    for path in ("", "/address", "/return"):
        assert other.get(f"/orders/{order.number}{path}").status_code == 404
        assert Client().get(f"/orders/{order.number}{path}").status_code == 302
    assert other.post(f"/orders/{order.number}/address", BERLIN | {"country": "DE"}).status_code == 404
    assert other.post(f"/orders/{order.number}/return", {"units": [way_.units[0].id]}).status_code == 404


def test_a_unit_of_somebody_elses_order_cannot_be_named(house):
    order, _mine = sent(house)
    _other, theirs = sent(house)
    page = entered(order.fan).post(
        f"/orders/{order.number}/return", {"units": [theirs.units[0].id], "reason": "withdrawal"}
    )
    assert page.status_code == 422
    assert returns_of([order.id])[order.id] == []
