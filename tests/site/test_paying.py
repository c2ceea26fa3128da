"""Paying on pages of providers, with gift cards, and what nobody may do with somebody else's money."""

import json
import re

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.orders import queries as orders
from fanloop.selling.payments import actions
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.models import HookEvent, PlayCharge, Voucher
from fanloop.selling.payments.queries.vouchers import code_of
from fanloop.selling.payments.rules.signatures import sign
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
ORDER = "DAWN2-00001"


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


@pytest.fixture
def mira(house):
    """She has ordered and is asked for her deposit."""
    browser = entered(fan("mira.k"))
    page = browser.get("/order/dawn-2").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    browser.post("/order/dawn-2/orders", {"offer": house.offers[0].id, "quantity": 1, "key": key})
    return browser


def sheet():
    return orders.order(ORDER, viewer=SYSTEM)


def to_the_card(browser):
    """As far as the play card's own page; its address."""
    sent = browser.post(f"/orders/{ORDER}/payments", {"provider": "playcard", "due": "0"}, follow=True)
    address = sent.redirect_chain[-1][0]
    assert address.startswith("/pay/FL-")
    return re.search(r'href="(/pay/sandbox/[^"]+)"', sent.content.decode()).group(1)


def test_a_card_is_checked_by_its_bank_and_pays(mira):
    there = to_the_card(mira)
    page = mira.get(there).content.decode()
    assert "This is play money" in page
    asked = mira.post(there, {"card": "4000 0000 0000 3155"}).content.decode()
    assert "Your bank asks: is it you?" in asked
    back = mira.post(there, {"answer": "yes"})
    assert back.url == f"http://testserver/pay/{there.rpartition('/')[2]}/back"
    done = mira.get(back.url, follow=True).content.decode()
    assert "Thank you. Your money is here." in done
    assert sheet().state == "deposit_paid"


@pytest.mark.parametrize(("card", "answer"), [("4000000000000002", ""), ("4000000000003155", "no")])
def test_a_card_that_is_refused_takes_nothing(mira, card, answer):
    there = to_the_card(mira)
    sent = mira.post(there, {"card": card})
    if answer:
        sent = mira.post(there, {"answer": answer})
    assert "Nothing was taken" in mira.get(sent.url, follow=True).content.decode()
    assert sheet().paid_minor == 0
    assert "Pay €20.00 now" in mira.get(f"/orders/{ORDER}/pay").content.decode()


def test_coming_back_before_paying_says_that_we_wait(mira):
    there = to_the_card(mira)
    reference = there.rpartition("/")[2]
    said = mira.get(f"/pay/{reference}/back?redirect_status=succeeded", follow=True).content.decode()
    assert "Your money is on its way" in said
    assert "Go on to pay" in said
    assert sheet().paid_minor == 0


def test_nobody_pays_or_looks_at_the_payment_of_somebody_else(mira):
    there = to_the_card(mira)
    reference = there.rpartition("/")[2]
    nosy = entered(fan("nosy"))
    for address in (f"/pay/{reference}", f"/pay/{reference}/back", there):
        assert nosy.get(address).status_code == 404
    assert nosy.post(there, {"card": "4242424242424242"}).status_code == 404
    assert nosy.post(f"/orders/{ORDER}/card", {"code": "GC-x"}).status_code == 404
    assert Client().get(there).status_code == 302
    assert PlayCharge.objects.get().stage == "open"


def test_the_amount_comes_from_the_order_and_from_no_form(mira):
    tampered = {"provider": "playcard", "due": "0", "amount": "1", "minor": "1", "currency": "JPY"}
    mira.post(f"/orders/{ORDER}/payments", tampered, follow=True)
    assert (PlayCharge.objects.get().minor, PlayCharge.objects.get().currency) == (2000, "EUR")


def hooked(said, **more):
    body = json.dumps(said)
    header = sign(f"play:{more.get('secret')}", body.encode(), moment=int(clock.now().timestamp()))
    return Client().post(
        "/pay/playcard/hook", body, content_type="application/json", headers={"play-signature": header}
    )


def test_a_forged_message_is_refused_and_a_true_one_counts_once(mira, settings):
    there = to_the_card(mira)
    said = {"id": "evt_1", "kind": "paid", "reference": there.rpartition("/")[2]}
    assert hooked(said, secret="guessed").status_code == 400
    assert Client().post("/pay/nobody/hook", "{}", content_type="application/json").status_code == 400
    assert not HookEvent.objects.exists()
    answers = [hooked(said, secret=settings.SECRET_KEY) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"new": 1}, {"new": 0}]
    actions.handle_event(event=HookEvent.objects.get().id, at=clock.now())
    assert sheet().paid_minor == 0


def test_a_message_that_is_too_long_is_not_read(house):
    assert (
        Client().post("/pay/playcard/hook", "x" * 300_000, content_type="application/json").status_code == 413
    )


def test_a_gift_card_is_bought_and_pays_a_part_and_the_rest_stays_due(mira):
    page = mira.get("/gift-cards").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    for _ in range(2):
        mira.post("/gift-cards/buy", {"worth": "2500", "provider": "sandbox", "key": key})
    card = Voucher.objects.get()
    assert card.balance == 2500
    code = code_of(card)
    assert code in mira.get("/gift-cards").content.decode()
    Voucher.objects.get()
    said = mira.post(f"/orders/{ORDER}/card", {"code": code.lower()}, follow=True).content.decode()
    assert "Your card paid 20.00 EUR." in said or "Your card paid" in said
    assert sheet().state == "deposit_paid"
    assert money.missing_of([sheet().ref]) == {sheet().ref: 10900}
    mira.post(f"/orders/{ORDER}/card", {"code": code})
    assert "Pay €104.00 now" in mira.get(f"/orders/{ORDER}/pay").content.decode()
    mira.post(f"/orders/{ORDER}/payments", {"provider": "sandbox", "due": "1"})
    bus.drain()
    assert sheet().state == "paid"
    assert sheet().paid_minor == 12900


def test_a_card_is_worth_only_what_the_shop_offers(mira):
    for worth in ("1", "999999", "-2500", ""):
        mira.post("/gift-cards/buy", {"worth": worth, "provider": "sandbox", "key": "k"})
    assert not Voucher.objects.exists()


def test_a_wrong_code_is_told_and_pays_nothing(mira):
    said = mira.post(
        f"/orders/{ORDER}/card", {"code": "GC-2222-2222-2222-2222"}, follow=True
    ).content.decode()
    assert "We know no card with this code" in said
    assert sheet().paid_minor == 0


def test_a_saved_card_is_shown_and_can_be_forgotten(mira):
    there = to_the_card(mira)
    mira.get(mira.post(there, {"card": "4242424242424242"}).url)
    page = mira.get("/gift-cards").content.decode()
    assert "•••• 4242" in page
    address = re.search(r'action="(/pay/saved/\d+/forget)"', page).group(1)
    assert entered(fan("nosy2")).post(address).status_code == 404
    mira.post(address)
    assert "•••• 4242" not in mira.get("/gift-cards").content.decode()


def test_a_maker_who_sells_offers_no_play_card(mira, settings):
    settings.DEMO = settings.DEBUG = False
    assert "Play card" not in mira.get(f"/orders/{ORDER}/pay").content.decode()
    mira.post(f"/orders/{ORDER}/payments", {"provider": "playcard", "due": "0"})
    assert not PlayCharge.objects.exists()
