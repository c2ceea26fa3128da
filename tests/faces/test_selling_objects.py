"""What somebody orders, pays, pledges, waits for or is invoiced is nobody else's: every address of the shop that names a
thing, to read and to act upon. And what a form says of an amount counts for nothing.
"""

import hmac
import json
import time
from hashlib import sha256
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.plugins.stripe_pay.provider import StripePay
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions.changing import leave_way
from fanloop.selling.campaigns.actions.codes import bind, make_batch
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.models import Code
from fanloop.selling.campaigns.queries.codes import letters_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions import ask_due
from fanloop.selling.orders.actions.carts import order_cart
from fanloop.selling.orders.actions.entering import enter
from fanloop.selling.orders.actions.papers import invoice, name_issuer
from fanloop.selling.orders.actions.services import offer_service, take_service
from fanloop.selling.orders.actions.shelf_line import wait
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import ports
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.models import HookEvent, Mandate, Payment, PlayCharge
from tests.faces.doors import addresses, table
from tests.selling.campaigns.crowd import offer, pledge, porch
from tests.selling.orders.shelf import filled, shelf
from tests.selling.orders.test_papers import FIRM
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
SHOP = {
    f"fanloop.site.{room}"
    for room in (
        "orders",
        "order_acts",
        "pledges",
        "paying",
        "cart",
        "services",
        "codes",
        "in_line",
        "papers",
        "billing",
    )
}
FOR_ALL = {"site:take_service", "site:stand_on_shelf", "site:stand_in_line"}
"""They name what is offered to everybody."""
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOON)
    yield shop(pool=5)
    clock._offset = clock.timedelta()


def service(house):
    return offer_service(
        code="plans", kind="subscription", name={"en": "Light plans"}, words={"en": "One a month."}, market=house.eu,
        minor=490, months=1, by=house.member, at=NOON,
    )  # fmt: skip


@pytest.fixture
def own(house):
    """Mira has one of everything."""
    mira = fan("mira.k")
    batch = make_batch(
        campaign=house.campaign, words="testers", count=1, opens_at=NOON, closes_at=CLOSES, by=house.member, at=NOON
    )  # fmt: skip
    code = bind(letters=letters_of(Code.objects.get(batch=batch)), fan=mira, at=NOON)
    order = preorder(offer=house.offers[0], fan=mira, quantity=1, at=NOON, key="mira")
    preorder(offer=house.offers[0], fan=fan(), quantity=3, at=NOON, key="others")
    line = stand_in_line(campaign=house.campaign, fan=mira, offers=house.offers[:1], quantity=1, at=NOON)
    payment = Payment.objects.get(id=ask_due(order=order, position=0, provider="playcard", at=NOON))
    payments.begin(payment=payment.id, return_url="http://testserver/back", at=NOON)
    billed = preorder(offer=pledge_offer(house), fan=mira, quantity=1, at=NOON, key="billed")
    enter([billed.id], "paid", at=NOON)
    name_issuer(party=FIRM, by=house.member, at=NOON)
    paper = invoice(order=billed, by=house.member, at=NOON)
    pledged = pledge(porch(house), who=mira, provider="playcard", at=NOON)
    setup = leave_way(order=pledged, at=NOON)
    payments.begin_saving(setup=setup, currency="EUR", return_url="http://testserver/back", at=NOON)
    payments.show_card(reference=setup, card="4242424242424242", at=NOON)
    card = payments.look_saving(setup=setup, at=NOON)
    oak, _ash = shelf(house, oak=1)
    order_cart(cart=filled(house.eu, early := fan(), (oak, 1)), fan=early, at=NOON)
    waits = wait(offer=oak, fan=mira, quantity=1, at=NOON)
    plan = take_service(service=service(house), fan=mira, unit=None, key=KEY, at=NOON)
    bus.drain()
    return SimpleNamespace(
        fan=mira, order=order.number, pledge=pledged.number, payment=payment.reference, setup=setup, card=card.id,
        code=code.id, line=line.id, wait=waits.id, plan=plan.number, paper=paper.number,
    )  # fmt: skip


def pledge_offer(house):
    """An offer of a second pre-order, with pieces left."""
    return offer(porch(house, slug="second", way="preorder", goal=None))


def own_addresses(own):
    """Name of an address → the path to Mira's own."""
    orders_ = f"/orders/{own.order}"
    pledge_ = f"/orders/{own.pledge}"
    return {
        "site:order_sheet": orders_, "site:order_address": f"{orders_}/address", "site:send_back": f"{orders_}/return",
        "site:pay": f"{orders_}/pay", "site:ask_payment": f"{orders_}/payments", "site:cancel_order": f"{orders_}/cancel",
        "site:redeem_card": f"{orders_}/card", "site:ask_invoice": f"{orders_}/invoice", "site:tax_id": f"{orders_}/tax-number",
        "site:order_billing": f"{orders_}/billing", "site:leave_order": f"{orders_}/leave", "site:change_pledge": f"{pledge_}/change", "site:pay_pledge_with": f"{pledge_}/way",
        "site:save_way": f"{pledge_}/save", "site:saved_way": f"{pledge_}/saved/{own.setup}",
        "site:play_card": f"/pay/sandbox/{own.payment}", "site:pay_go": f"/pay/{own.payment}", "site:pay_back": f"/pay/{own.payment}/back",
        "site:forget_mandate": f"/pay/saved/{own.card}/forget", "site:take_from_line": f"/shop/line/{own.wait}/take",
        "site:leave_shelf_line": f"/shop/line/{own.wait}/leave", "site:end_service": f"/services/{own.plan}/end",
        "site:pay_service": f"/services/{own.plan}/pay", "site:answer_quote": f"/services/{own.plan}/answer",
        "site:code": f"/codes/{own.code}", "site:use_code": f"/codes/{own.code}/order", "site:give_code": f"/codes/{own.code}/gift",
        "site:line_offer": f"/lines/{own.line}", "site:take_offered": f"/lines/{own.line}/order", "site:leave_line": f"/lines/{own.line}/leave",
        "site:paper": f"/papers/{own.paper}", "site:paper_file": f"/papers/{own.paper}/pdf",
    }  # fmt: skip


def browser(who):
    client = Client()
    client.force_login(who)
    return client


def rows():
    """How many rows each table of the shop has, and what stands in those that change in place."""
    counted = {
        model._meta.label: model._base_manager.count()
        for room in ("orders", "payments", "stock", "campaigns")
        for model in apps.get_app_config(room).get_models()
    }
    return counted, list(PlayCharge.objects.order_by("id").values_list("stage", "minor", "card"))


def test_every_address_that_names_something_of_a_fans_own_is_tried_here(own):
    doors = table()
    named = {
        address.name
        for address in addresses()
        if address.view.__module__ in SHOP and doors[address.name].kind == "fan" and any(
            sample in address.path for sample in ("999999", "nothing")
        )
    }  # fmt: skip
    assert named - FOR_ALL == set(own_addresses(own))


def test_nobody_reads_or_changes_what_is_somebody_elses(own, house):
    before, nosy = rows(), browser(fan("nosy"))
    words = {
        "provider": "sandbox", "due": "0", "card": "4242424242424242", "answer": "yes", "code": "x", "to": "nosy",
        "offer": house.offers[0].id, "quantity": "1", "key": KEY, "country": "DE", "name": "N", "street": "S 1",
        "postcode": "10115", "city": "Berlin", "reason": "withdrawal", "units": "1", "tax_country": "DE",
        "tax_number": "DE136695976",
    }  # fmt: skip
    told = {
        (name, method): getattr(nosy, method)(path, words if method == "post" else {}).status_code
        for name, path in own_addresses(own).items()
        for method in ("get", "post")
    }
    assert {key: code for key, code in told.items() if code not in {404, 405}} == {}
    assert {name for (name, _method), code in told.items() if code == 404} == set(own_addresses(own))
    assert rows() == before


def test_who_is_not_logged_in_is_asked_to_be_and_changes_nothing(own):
    before = rows()
    for path in own_addresses(own).values():
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code in {302, 405}, path
            assert answer.status_code == 405 or "/account/login" in answer.url
    assert rows() == before


def test_the_owner_is_let_in_at_each_of_them(own):
    mine = browser(own.fan)
    told = {
        name: {mine.get(path).status_code, mine.post(path, {}).status_code} - {405}
        for name, path in own_addresses(own).items()
        if name not in {"site:cancel_order", "site:leave_order", "site:forget_mandate", "site:answer_quote"}
    }
    assert {name: codes for name, codes in told.items() if 404 in codes} == {}


def test_what_a_form_says_of_an_amount_counts_for_nothing(house):
    evil = dict.fromkeys(
        ("price", "price_minor", "unit_minor", "minor", "amount", "tax_rate_bp", "shipping_minor"), "1"
    ) | {"currency": "JPY"}
    mira = browser(fan())
    oak, _ash = shelf(house)
    mira.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY} | evil)
    mira.post("/cart/order", {"total": 13_390} | evil)
    mira.post(f"/services/{service(house).id}/take", {"key": KEY} | evil)
    mira.post("/services/SV-00001/pay", {"provider": "playcard"} | evil)
    mira.post("/orders/SHOP-00001/payments", {"provider": "playcard", "due": "0"} | evil, follow=True)
    assert orders.order("SHOP-00001", viewer=SYSTEM).total.minor == 13_390
    assert sorted(Payment.objects.values_list("minor", "currency")) == [(490, "EUR"), (13_390, "EUR")]
    assert set(PlayCharge.objects.values_list("minor", "currency")) <= {(490, "EUR"), (13_390, "EUR")}


def test_an_offer_of_another_market_or_campaign_is_not_taken_by_its_number(house):
    mira = browser(fan())
    oak, _ash = shelf(house)
    foreign = pledge_offer(house)
    sent = mira.post(
        "/order/dawn-2/orders", {"offer": foreign.id, "quantity": 1, "key": KEY, "provider": "sandbox"}
    )
    assert sent.status_code == 404
    for wrong in ("999999", "-1", "x"):
        assert mira.post(f"/shop/{wrong}", {"quantity": 1, "key": KEY}).status_code == 404
    for many in ("0", "-1", "100", "1e9", ""):
        mira.post(f"/shop/{oak.id}", {"quantity": many, "key": KEY})
    assert mira.post("/cart/order", {"total": 0}).url == "/cart"
    assert not orders.Order.objects.exists()


def test_the_same_request_again_does_the_same_thing_once(house):
    mira = browser(fan())
    oak, _ash = shelf(house)
    plan = service(house)
    for _ in range(3):
        mira.post(f"/shop/{oak.id}", {"quantity": 1, "key": KEY})
        mira.post(f"/services/{plan.id}/take", {"key": KEY})
        mira.post("/services/SV-00001/pay", {"provider": "sandbox"})
    for _ in range(3):
        mira.post("/cart/order", {"total": 13_390})
        mira.post("/orders/SHOP-00001/payments", {"provider": "sandbox", "due": "0"})
        mira.get("/pay/FL-22222-22222/back?redirect_status=succeeded&payment_intent=pi_1")
    bus.drain()
    paid = [each.payment.minor for each in money.standings(Payment.objects.all()) if each.state == "paid"]
    assert sorted(paid) == [490, 13_390]


STRIPE = "whsec_of_the_house"


@pytest.fixture
def stripe():
    ports.register(StripePay(key="sk_test_x", hook_secret=STRIPE, base="http://127.0.0.1:9"))
    yield "/pay/stripe/hook"
    ports._providers.pop("stripe")


def told(where, body, *, secret=STRIPE, age=0, said=None):
    moment = int(time.time()) - age
    mac = hmac.new(secret.encode(), f"{moment}.{body}".encode(), sha256).hexdigest()
    header = {"stripe-signature": f"t={moment},v1={mac}"}
    return Client().post(where, said or body, content_type="application/json", headers=header)


def test_a_message_in_stripes_name_is_believed_only_with_its_signature_and_moves_nothing_by_itself(
    own, stripe
):
    said = {"id": "pi_1", "object": "payment_intent", "metadata": {"fl_reference": own.payment}, "amount": 1}
    body = json.dumps(
        {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "data": {"object": said}}
    )
    changed = body.replace(own.payment, "FL-XXXXX-XXXXX")
    forged = [
        told(stripe, body, secret="whsec_guessed"),
        told(stripe, body, age=3_600),
        told(stripe, body, said=changed),
        told("/pay/playcard/hook", body),
        Client().post(stripe, body, content_type="application/json"),
    ]
    assert [answer.status_code for answer in forged] == [400] * 5
    assert not HookEvent.objects.exists()
    assert [told(stripe, body).json() for _ in range(2)] == [{"new": 1}, {"new": 0}]
    payments.handle_event(event=HookEvent.objects.get().id, at=NOON)
    assert money.payment(own.payment).state == "asked", (
        "the reference of another provider's payment is not Stripe's"
    )
    assert Client().get(stripe).status_code == 405


def test_a_session_of_somebody_else_opens_no_cart_and_a_saved_card_pays_only_for_its_owner(own, house):
    _oak, ash = shelf(house, ash=3)
    nameless = Client()
    nameless.post(f"/shop/{ash.id}", {"quantity": 1, "key": KEY})
    token = nameless.session["cart"]["eu"]
    other = Client()
    other.cookies["cart"] = token
    assert "Your cart is empty" in other.get("/cart").content.decode()
    assert Mandate.objects.get(id=own.card).party not in {"", "nosy"}
    assert "4242" not in browser(fan("nosy")).get("/gift-cards").content.decode()
