"""The shelf and the cart, walked through as a browser without scripts does; and the shelf at the desk."""

import re

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.selling.orders import queries as orders
from fanloop.selling.stock.queries import status
from tests.selling.orders.shelf import shelf
from tests.selling.orders.way import BERLIN
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-00000000000%s"


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


def text(answer):
    return answer.content.decode()


def test_a_cart_filled_before_the_log_in_is_ordered_and_paid_after_it(house):
    oak, ash = shelf(house)
    browser, mira = Client(), fan("mira.k")
    page = text(browser.get("/shop"))
    assert "5 are left" in page
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    for _twice in range(2):
        browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": key})
    browser.post(f"/shop/{ash.id}", {"quantity": 1, "key": KEY % 1})
    page = text(browser.get("/cart"))
    assert "€258.00" in page
    assert "Log in to order" in page
    assert browser.post("/cart/order", {"total": 25_800}).url.startswith("/account/login")
    browser.force_login(mira)
    page = text(browser.get("/cart"))
    assert "Order with obligation to pay" in page
    sent = browser.post("/cart/order", {"total": 25_800})
    assert sent.url == "/orders/SHOP-00001/address"
    assert "Your cart is empty" in text(browser.get("/cart"))
    assert "waits to be paid" in text(browser.get("/orders/SHOP-00001"))
    browser.post("/orders/SHOP-00001/payments", {"provider": "sandbox", "due": 0})
    bus.drain()
    assert orders.order("SHOP-00001", viewer=SYSTEM).state == "paid"
    assert "Shipping" not in text(browser.get("/orders/SHOP-00001"))


def test_a_cart_that_shows_another_sum_is_not_ordered(house):
    oak, _ash = shelf(house)
    browser = Client()
    browser.force_login(fan())
    browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 1})
    refused = browser.post("/cart/order", {"total": 1}, follow=True)
    assert "changed elsewhere" in text(refused)
    assert status(oak.pool_id).remaining == 5


def test_a_line_is_changed_and_taken_out(house):
    oak, _ash = shelf(house)
    browser = Client()
    browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 1})
    version = re.search(r'name="version" value="(\d+)"', text(browser.get("/cart"))).group(1)
    page = text(browser.post(f"/cart/{oak.id}", {"quantity": 3, "version": version}, follow=True))
    assert "€387.00" in page
    assert "changed elsewhere" in text(
        browser.post(f"/cart/{oak.id}", {"quantity": 0, "version": version}, follow=True)
    )
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    assert "Your cart is empty" in text(
        browser.post(f"/cart/{oak.id}", {"quantity": 0, "version": version}, follow=True)
    )


def test_a_line_that_cannot_be_had_is_named_and_the_cart_stays(house):
    oak, ash = shelf(house, ash=1)
    browser = Client()
    browser.force_login(fan())
    browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 1})
    browser.post(f"/shop/{ash.id}", {"quantity": 2, "key": KEY % 2})
    page = text(browser.post("/cart/order", {"total": 38_700}, follow=True))
    assert "Not so many of Ash are left." in page
    assert "€387.00" in page


def test_nobody_sees_the_cart_of_somebody_else(house):
    oak, _ash = shelf(house)
    mine, other = Client(), Client()
    mine.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 1})
    assert "€129.00" in text(mine.get("/cart"))
    assert "Your cart is empty" in text(other.get("/cart"))


def test_the_desk_puts_pieces_and_prices_on_the_shelf(house):
    desk = Client()
    desk.force_login(house.boss)
    assert "Nothing is on the shelf" in text(desk.get("/desk/shelf"))
    first = {"price-sku": "DAWN2-OAK", "price-market": "eu", "price-price": "129", "price-limit": 2}
    assert "Put pieces on the shelf first." in text(desk.post("/desk/shelf/prices", first))
    desk.post("/desk/shelf/pieces", {"pieces-sku": "DAWN2-OAK", "pieces-pieces": 3})
    desk.post("/desk/shelf/prices", first)
    desk.post(
        "/desk/shelf/shipping",
        {"shipping-market": "eu", "shipping-price": "4.90", "shipping-free_from": "200"},
    )
    page = text(desk.get("/desk/shelf"))
    assert "€129.00" in page
    assert "free from €200.00" in page
    assert "3 are left" in text(Client().get("/shop"))
    refused = desk.post("/desk/shelf/pieces", {"pieces-sku": "DAWN2-OAK", "pieces-pieces": -4})
    assert refused.status_code == 422
    offer = re.search(r"/desk/shelf/(\d+)/down", page).group(1)
    desk.post(f"/desk/shelf/{offer}/down")
    assert "Nothing is on the shelf now" in text(Client().get("/shop"))


def in_browser(who):
    browser = Client()
    browser.force_login(who)
    return browser


def test_somebody_stands_in_line_is_told_and_orders_what_is_held(house):
    oak, _ash = shelf(house, oak=1)
    holder, mira = in_browser(fan()), in_browser(waiting := fan("mira.k"))
    assert Client().post(f"/shop/{oak.id}/line", {"quantity": 1}).url.startswith("/account/login")
    holder.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 1})
    holder.post("/cart/order", {"total": 13_390})
    assert "You would be number 1." in text(mira.get("/shop"))
    for many in ("1", "2", "-1", "9999999"):
        mira.post(f"/shop/{oak.id}/line", {"quantity": many})
    assert "You are number 1 of 1." in text(mira.get("/shop"))
    holder.post("/orders/SHOP-00001/cancel")
    assert "It is your turn: Oak" in text(mira.get("/me/inbox"))
    page = text(mira.get("/shop"))
    assert "One piece is held for you until" in page
    take = re.search(r'action="(/shop/line/\d+/take)"', page).group(1)
    for address in (take, take.replace("take", "leave")):
        assert holder.post(address).status_code == 404
    sent = mira.post(take, {"unit_minor": "1", "total": "1"})
    assert sent.url == "/orders/SHOP-00002/address"
    assert orders.order("SHOP-00002", viewer=SYSTEM).total.minor == 13_390
    assert mira.post(take).url == "/orders/SHOP-00002/address"
    assert orders.orders_of(Viewer(fan_id=waiting.id))[0].quantity == 1


def test_the_desk_says_who_may_have_it_and_looks_at_doors(house):
    oak, _ash = shelf(house, limit=1)
    desk = in_browser(house.boss)
    for nth in (1, 2):
        who = fan()
        browser = in_browser(who)
        browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % nth})
        browser.post("/cart/order", {"total": 13_390})
        browser.post(f"/orders/SHOP-0000{nth}/address", {"country": "DE", **BERLIN})
    there = "/desk/shelf/limits/DAWN2-OAK"
    assert there in text(desk.get("/desk/shelf"))
    page = text(desk.get(there))
    assert "2 pieces together, 1 for one door" in page
    assert desk.post(f"{there}/rule", {"level": 7}).status_code == 422
    desk.post(f"{there}/rule", {"level": 0, "backed": "on"})
    assert "you ordered from us before" in text(Client().get("/shop"))
    newcomer = in_browser(fan())
    newcomer.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 3})
    assert "ordered from us before" in text(newcomer.post("/cart/order", {"total": 13_390}, follow=True))
    assert "shelf.rule" in text(desk.get("/desk/audit"))


def test_how_long_it_is_kept_is_published_by_the_desk_and_shown_before_and_after_ordering(house):
    oak, _ash = shelf(house)
    desk = Client()
    desk.force_login(house.boss)
    desk.post("/desk/shelf/keeping", {"keep-card": 20, "keep-transfer": 3})
    assert desk.post("/desk/shelf/keeping", {"keep-card": 1, "keep-transfer": 3}).status_code == 422
    browser = Client()
    browser.force_login(fan())
    browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY % 1})
    page = text(browser.get("/cart"))
    assert "kept for you for 20 min to pay by card, and for 3 days once you choose a bank transfer" in page
    browser.post("/cart/order", {"total": 13_390})
    assert "Kept for you until" in text(browser.get("/orders/SHOP-00001"))
    assert "Time to pay:" in text(browser.get("/orders/SHOP-00001/pay"))
    browser.post("/orders/SHOP-00001/payments", {"provider": "sandbox", "due": 0})
    assert "Kept for you until" not in text(browser.get("/orders/SHOP-00001"))
