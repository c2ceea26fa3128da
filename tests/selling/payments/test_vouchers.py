"""Gift cards and vouchers: what a card holds is what we owe, whatever is done with it."""

import pytest
from django.db import DatabaseError, connection, transaction

from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import Voucher
from fanloop.selling.payments.queries.vouchers import code_of
from fanloop.selling.payments.rules.codes import code, digest
from tests.selling.world import NOON

pytestmark = pytest.mark.django_db
ORDER = "orders.order:1"


def given(minor=5000, **more):
    return actions.give_voucher(minor=minor, currency="EUR", why="sorry", key="v", by=None, at=NOON, **more)


def pay(card, most, key, currency="EUR", at=NOON):
    return actions.redeem(
        code=code_of(card),
        about=ORDER,
        kind="deposit",
        most=most,
        currency=currency,
        party="p_x",
        key=key,
        at=at,
    )


def test_a_code_is_read_however_it_is_typed():
    said = code("secret", "v")
    assert digest(said) == digest(f" {said.lower().replace('-', ' ')} ") == digest(said.removeprefix("GC-"))
    assert digest(said) != digest(code("secret", "w"))
    assert len(said) == len("GC-7K3M-Q92Q-DCXX-4M2P")


def test_only_a_digest_of_the_code_is_kept():
    card = given()
    kept = " ".join(str(value) for value in Voucher.objects.values().get().values())
    assert code_of(card) not in kept


def test_a_card_pays_what_it_holds_and_no_more():
    card = given()
    first = pay(card, 2000, "a")
    assert (first.minor, pay(card, 2000, "a")) == (2000, first)
    assert pay(card, 9000, "b").minor == 3000
    with pytest.raises(actions.Refused, match="Nothing is left"):
        pay(card, 1, "c")
    assert queries.paid([ORDER]) == {ORDER: 5000}
    assert queries.balances() == {
        ("goodwill", "EUR"): 5000,
        ("vouchers", "EUR"): 0,
        ("deposits", "EUR"): -5000,
    }


def test_a_card_says_why_it_does_not_pay():
    card = given(ends=NOON.date())
    for change, why in (
        ({"currency": "USD"}, "pays in EUR"),
        ({"at": NOON.replace(year=2027)}, "ended on"),
    ):
        with pytest.raises(actions.Refused, match=why):
            pay(card, 100, "x", **change)
    with pytest.raises(actions.Refused, match="no card with this code"):
        actions.redeem(
            code="GC-AAAA-AAAA-AAAA-AAAA",
            about=ORDER,
            kind="deposit",
            most=1,
            currency="EUR",
            party="p",
            key="y",
            at=NOON,
        )


def test_a_card_that_was_bought_is_worth_something_once_the_money_is_here():
    card, payment = actions.ask_gift_card(
        minor=2500, currency="EUR", party="p_x", provider="sandbox", key="gift:1", at=NOON
    )
    assert actions.ask_gift_card(
        minor=2500, currency="EUR", party="p_x", provider="sandbox", key="gift:1", at=NOON
    ) == (card, payment)
    with pytest.raises(actions.Refused, match="Nothing is left"):
        pay(card, 100, "a")
    actions.start(payment=payment, at=NOON)
    assert queries.balances() == {("sandbox", "EUR"): 2500, ("vouchers", "EUR"): -2500}
    assert pay(card, 2000, "a").minor == 2000


def test_what_a_card_paid_goes_back_to_the_card():
    card = given()
    paid = pay(card, 2000, "a")
    actions.give_back(abouts=[ORDER], at=NOON)
    card.refresh_from_db()
    assert card.balance == 5000
    assert queries.payment(queries.Payment.objects.get(id=paid.payment).reference).state == "refunded"
    assert queries.balances()["vouchers", "EUR"] == -5000


def test_the_price_of_a_spent_card_that_goes_back_is_borne_by_the_house_and_told():
    card, payment = actions.ask_gift_card(
        minor=2500, currency="EUR", party="p_x", provider="sandbox", key="gift:1", at=NOON
    )
    actions.start(payment=payment, at=NOON)
    pay(card, 2000, "a")
    actions.refund(payments=[payment], by=None, at=NOON)
    card.refresh_from_db()
    assert card.balance == 0
    assert queries.balances() == {
        ("sandbox", "EUR"): 0, ("vouchers", "EUR"): 0, ("deposits", "EUR"): -2000, ("goodwill", "EUR"): 2000,
    }  # fmt: skip


def test_a_voucher_that_ended_is_owed_no_more():
    given(ends=NOON.date())
    assert actions.end_vouchers(at=NOON) == 0
    assert actions.end_vouchers(at=NOON.replace(year=2027)) == 1
    assert set(queries.balances().values()) == {0}


def test_the_database_refuses_a_balance_that_nobody_used():
    given()
    with transaction.atomic():
        Voucher.objects.update(balance=9999)
        with pytest.raises(DatabaseError, match="not the sum of its uses"):
            connection.check_constraints()
        transaction.set_rollback(True)
