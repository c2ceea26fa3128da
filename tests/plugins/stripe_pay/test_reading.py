"""Stripe's rows in the words of the port, and its signed messages."""

import hmac
import json
import time
from datetime import date
from hashlib import sha256

import pytest
import stripe

from fanloop.plugins.stripe_pay.provider import StripePay
from fanloop.plugins.stripe_pay.reading import payout_of, state_of
from fanloop.selling.payments.ports import Forged, PaidOut, ProviderSilent
from fanloop.selling.payments.rules.movements import Movement

SECRET = "whsec_of_a_test"


def row(kind=stripe.PaymentIntent, **values):
    return kind.construct_from({"id": "pi_1", **values}, "sk_test_x")


def intent(status="succeeded", **more):
    values = {
        "amount": 2000,
        "amount_received": 2000,
        "currency": "eur",
        "latest_charge": "ch_1",
        "status": status,
    }
    return row(**values | more)


def read(said, **more):
    return state_of(said, "FL-1", "pi_1", **more)


def test_an_open_intent_has_moved_nothing():
    said = read(intent("requires_payment_method", last_payment_error={"code": "card_declined"}))
    assert (said.movements, said.flags, said.why) == (frozenset(), frozenset(), "card_declined")


def test_a_cancelled_intent_will_never_pay():
    assert read(intent("canceled")).flags == {"failed"}


def test_what_was_received_and_its_fee_are_told_by_the_charge():
    charge = {"id": "ch_1", "balance_transaction": {"id": "txn_1", "fee": 53, "currency": "eur"}}
    assert read(intent(latest_charge=charge)).movements == {
        Movement("received", "ch_1", 2000), Movement("fee", "ch_1", 53),
    }  # fmt: skip


def test_what_it_was_paid_with_is_told_by_the_charge_and_by_a_charge_alone():
    used = {"type": "card", "card": {"fingerprint": "Xt5EWLLDS7FJjR1c"}}
    charge = {"id": "ch_1", "payment_method_details": used}
    assert read(intent(latest_charge=charge)).card == "Xt5EWLLDS7FJjR1c"
    assert read(intent("requires_action", latest_charge=charge)).card == ""
    assert read(intent(latest_charge={"id": "ch_1", "payment_method_details": {"type": "klarna", "klarna": {}}})).card == ""  # fmt: skip
    assert read(intent()).card == ""


def test_a_fee_in_another_currency_and_what_the_money_became_are_told():
    told = {"id": "txn_1", "amount": 2160, "fee": 53, "currency": "usd"}
    charge = {"id": "ch_1", "balance_transaction": told}
    assert read(intent(latest_charge=charge)).movements == {
        Movement("received", "ch_1", 2000), Movement("fee", "ch_1", 53, "USD"),
        Movement("changed", "ch_1", 2000, "USD", 2160),
    }  # fmt: skip


def test_a_refund_and_a_complaint_are_changed_back_and_the_complaint_has_its_fee():
    back = {"id": "txn_2", "amount": -550, "fee": 0, "currency": "usd"}
    taken = {"id": "txn_3", "amount": -1650, "fee": 2000, "currency": "usd"}
    given = {"id": "txn_4", "amount": 1640, "fee": -2000, "currency": "usd"}
    refunds = [row(stripe.Refund, id="re_1", amount=500, status="succeeded", balance_transaction=back)]
    disputes = [
        row(stripe.Dispute, id="dp_1", amount=1500, status="won", balance_transactions=[taken, given])
    ]
    told = read(intent(), refunds=refunds, disputes=disputes).movements
    assert {each for each in told if each.currency} == {
        Movement("changed_back", "re_1", 500, "USD", 550),
        Movement("changed_back", "txn_3", 1500, "USD", 1650), Movement("fee", "txn_3", 2000, "USD"),
        Movement("changed", "txn_4", 1500, "USD", 1640), Movement("fee_back", "txn_4", 2000, "USD"),
    }  # fmt: skip


def test_amounts_of_a_currency_stripe_writes_otherwise_are_ours():
    assert read(intent(amount=500, amount_received=500, currency="isk")).movements == {
        Movement("received", "ch_1", 5)
    }


def test_a_payout_is_what_the_bank_will_show():
    said = row(stripe.Payout, id="po_1", amount=-900, currency="eur", arrival_date=1763769600, status="paid")
    assert payout_of(said) == PaidOut("po_1", -900, "EUR", date(2025, 11, 22))


def test_refunds_bear_our_key_or_their_own_name_and_may_bounce():
    refunds = [
        row(stripe.Refund, id="re_1", amount=500, status="succeeded", metadata={"fl_key": "fl:1:refund:1"}),
        row(stripe.Refund, id="re_2", amount=300, status="failed", metadata={}),
    ]
    went = read(intent(), refunds=refunds).movements - {Movement("received", "ch_1", 2000)}
    assert went == {
        Movement("refunded", "fl:1:refund:1", 500), Movement("refunded", "re_2", 300),
        Movement("refund_failed", "re_2", 300),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("needs_response", {"disputed"}),
        ("lost", {"disputed", "dispute_lost"}),
        ("won", {"disputed", "dispute_won"}),
        ("warning_needs_response", set()),
        ("warning_closed", set()),
    ],
)
def test_a_complaint_takes_money_only_once_it_is_one(status, kinds):
    disputes = [row(stripe.Dispute, id="dp_1", amount=2000, status=status)]
    said = read(intent(), disputes=disputes)
    assert {each.kind for each in said.movements} - {"received"} == kinds


def message(**more):
    said = {"id": "pi_1", "object": "payment_intent", "metadata": {"fl_reference": "FL-1"}} | more
    return json.dumps(
        {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "data": {"object": said}}
    )


def signed(body, *, secret=SECRET, moment=None):
    moment = int(time.time()) if moment is None else moment
    mac = hmac.new(secret.encode(), f"{moment}.{body}".encode(), sha256).hexdigest()
    return {"stripe-signature": f"t={moment},v1={mac}"}


@pytest.fixture
def way():
    return StripePay(key="sk_test_x", hook_secret=SECRET)


def test_a_signed_message_names_its_payment(way):
    body = message()
    (event,) = way.parse_webhook(signed(body), body.encode())
    assert (event.id, event.kind, event.reference, event.external) == (
        "evt_1", "payment_intent.succeeded", "FL-1", "pi_1",
    )  # fmt: skip


def test_a_message_about_a_charge_is_found_by_its_intent(way):
    body = message(id="ch_1", object="charge", payment_intent="pi_1", metadata={})
    (event,) = way.parse_webhook(signed(body), body.encode())
    assert (event.reference, event.external) == ("", "pi_1")


@pytest.mark.parametrize("how", ["unsigned", "wrong secret", "changed", "old", "no json"])
def test_a_forged_or_old_message_is_refused(way, how):
    body = "{" if how == "no json" else message()
    headers = signed(
        body,
        secret="whsec_other" if how == "wrong secret" else SECRET,
        moment=int(time.time()) - 600 if how == "old" else None,
    )
    if how == "unsigned":
        headers = {}
    if how == "changed":
        body = body.replace("FL-1", "FL-2")
    with pytest.raises(Forged):
        way.parse_webhook(headers, body.encode())


def test_without_a_secret_no_message_is_believed():
    body = message()
    with pytest.raises(Forged, match="no secret"):
        StripePay(key="sk_test_x").parse_webhook(signed(body, secret=""), body.encode())


def test_a_server_that_is_not_there_is_silence_and_not_an_error():
    way = StripePay(key="sk_test_x", base="http://127.0.0.1:9")
    with pytest.raises(ProviderSilent):
        way.fetch("FL-1", external="pi_1")


def test_test_mode_says_that_no_money_moves():
    assert not StripePay(key="sk_test_x").moves_money
    assert StripePay(key="sk_live_x").moves_money
