"""The pages where people order and pay, walked through as a browser without scripts does."""

import re

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns.queries import progress
from fanloop.selling.orders import queries as orders
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def mira():
    return fan("mira.k")


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def choice(page, offer):
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    return {"offer": offer.id, "quantity": 1, "key": key}


def test_somebody_orders_pays_the_deposit_and_steps_out_again(house, mira):
    browser = entered(mira)
    page = browser.get("/order/dawn-2").content.decode()
    assert "You would be number 1." in page
    sent = browser.post("/order/dawn-2/orders", choice(page, house.offers[0]), follow=True)
    assert sent.redirect_chain[-1][0] == "/orders/DAWN2-00001/pay"
    assert "Pay €20.00 now" in sent.content.decode()
    paid = browser.post("/orders/DAWN2-00001/payments", {"provider": "sandbox"}, follow=True)
    assert "Thank you. Your money is here." in paid.content.decode()
    bus.drain()
    assert orders.order("DAWN2-00001", viewer=SYSTEM).state == "deposit_paid"
    assert progress(house.campaign, NOON).fill.ordered == 1
    left = browser.post("/orders/DAWN2-00001/cancel", follow=True)
    assert "You have stepped out." in left.content.decode()
    assert progress(house.campaign, NOON).fill.ordered == 0
    assert orders.order("DAWN2-00001", viewer=SYSTEM).paid_minor == 0


def test_the_order_form_sent_twice_orders_once(house, mira):
    browser = entered(mira)
    form = choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    first, second = (browser.post("/order/dawn-2/orders", form) for _ in range(2))
    assert first.url == second.url == "/orders/DAWN2-00001/pay"
    assert progress(house.campaign, NOON).orders == 1


def test_a_choice_is_kept_through_the_log_in(house):
    browser = Client()
    form = choice(browser.get("/order/dawn-2?market=us").content.decode(), house.offers[3]) | {"quantity": 2}
    sent = browser.post("/order/dawn-2/orders", form)
    assert sent.status_code == 302
    assert f"offer%3D{house.offers[3].id}%26quantity%3D2" in sent.url
    page = browser.get(f"/order/dawn-2?offer={house.offers[3].id}&quantity=2").content.decode()
    assert f'value="{house.offers[3].id}" checked' in page
    assert "<option selected>2</option>" in page
    assert "US$" in page or "$" in page


def test_nobody_sees_the_order_of_somebody_else(house, mira):
    browser = entered(mira)
    browser.post(
        "/order/dawn-2/orders", choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    )
    other = entered(fan("nosy"))
    for address in ("", "/pay"):
        assert other.get(f"/orders/DAWN2-00001{address}").status_code == 404
    assert other.post("/orders/DAWN2-00001/cancel").status_code == 404
    assert other.get("/desk/orders/DAWN2-00001").status_code == 403
    assert Client().get("/orders/DAWN2-00001").status_code == 302


def test_a_transfer_is_recorded_by_hand_and_audited(house, mira):
    browser, desk = entered(mira), entered(house.boss)
    browser.post(
        "/order/dawn-2/orders", choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    )
    waits = browser.post(
        "/orders/DAWN2-00001/payments", {"provider": "transfer"}, follow=True
    ).content.decode()
    reference = re.search(r"FL-[0-9A-Z]{5}-[0-9A-Z]{5}", waits).group(0)
    assert reference in desk.get("/desk/orders").content.decode()
    address = f"/desk/orders/DAWN2-00001/payments/{reference}/received"
    assert browser.post(address).status_code == 403
    for _ in range(2):
        assert desk.post(address, follow=True).status_code == 200
    bus.drain()
    assert orders.order("DAWN2-00001", viewer=SYSTEM).paid_minor == 2000
    audit = desk.get("/desk/audit").content.decode()
    assert audit.count("payments.record_transfer") == 1


def test_the_order_book_leaves_as_csv_that_no_spreadsheet_runs(house, mira):
    browser, desk = entered(mira), entered(house.boss)
    browser.post(
        "/order/dawn-2/orders", choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    )
    sent = desk.get("/desk/orders.csv")
    lines = b"".join(sent.streaming_content).decode().splitlines()
    assert lines[0].startswith("number,place,handle")
    assert lines[1].startswith("DAWN2-00001,1,mira.k,eu,1 × Oak,1,129.00,EUR,0.00,placed")
    assert desk.get("/desk/orders?state=paid").content.decode().count("DAWN2-00001") == 0


def test_a_campaign_says_that_it_is_a_replay_and_that_there_is_no_forecast_yet(db):
    clock.run_from(NOON)
    shop(replay=True)
    for address in ("/order", "/order/dawn-2"):
        assert "Real numbers from elsewhere" in Client().get(address).content.decode()
    assert "No forecast yet" in Client().get("/order/dawn-2").content.decode()
    clock._offset = clock.timedelta()


def test_the_desk_closes_a_campaign_once_and_for_all(house, mira):
    desk, browser = entered(house.boss), entered(mira)
    form = choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    assert "dawn-2" in desk.get("/desk/campaigns").content.decode()
    assert desk.get("/desk/campaigns/new").status_code == 200
    desk.post("/desk/campaigns/dawn-2/close")
    refused = browser.post("/order/dawn-2/orders", form, follow=True).content.decode()
    assert "This offer is closed." in refused
    assert fans.fan(mira.id) is not None
    assert progress(house.campaign, clock.now()).phase == "closed"


def test_a_maker_who_sells_offers_no_play_money(house, mira, settings):
    settings.DEMO = settings.DEBUG = False
    browser = entered(mira)
    browser.post(
        "/order/dawn-2/orders", choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    )
    page = browser.get("/orders/DAWN2-00001/pay").content.decode()
    assert "Bank transfer" in page
    assert "Sandbox" not in page
    browser.post("/orders/DAWN2-00001/payments", {"provider": "sandbox", "due": "0"})
    assert orders.order("DAWN2-00001", viewer=SYSTEM).payments == []


def test_a_form_sent_twice_pays_the_deposit_and_not_the_balance(house, mira):
    browser = entered(mira)
    browser.post(
        "/order/dawn-2/orders", choice(browser.get("/order/dawn-2").content.decode(), house.offers[0])
    )
    assert 'name="due" value="0"' in browser.get("/orders/DAWN2-00001/pay").content.decode()
    for _ in range(2):
        browser.post("/orders/DAWN2-00001/payments", {"provider": "sandbox", "due": "0"})
    assert orders.order("DAWN2-00001", viewer=SYSTEM).paid_minor == 2_000
