"""The ledger: sums to zero by rule and by database, and knows no names."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.team.queries import members
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import Account, Entry, Transaction
from fanloop.selling.payments.rules import ledger
from fanloop.selling.payments.rules.references import normal, reference
from fanloop.selling.payments.rules.states import STATES, may_follow, present
from tests.selling.world import NOON, shop

events = st.tuples(
    st.sampled_from(["transfer", "sandbox", "elsewhere"]),
    st.integers(1, 10**9),
    st.sampled_from(["EUR", "USD", "CNY"]),
)


@given(st.lists(events, max_size=30), st.data())
def test_any_history_balances_in_every_currency(came, data):
    went = data.draw(st.lists(st.sampled_from(came), unique=True)) if came else []
    lines = [line for event in came for line in ledger.received(*event)]
    lines += [line for event in went for line in ledger.refunded(*event)]
    assert ledger.is_balanced(lines)
    by_currency: dict[str, int] = {}
    for (_code, currency), total in ledger.balances(lines).items():
        by_currency[currency] = by_currency.get(currency, 0) + total
    assert set(by_currency.values()) <= {0}


@given(events)
def test_a_refund_undoes_what_was_received(event):
    assert ledger.balances([*ledger.received(*event), *ledger.refunded(*event)]) == {}


def test_play_money_never_stands_with_real_money():
    assert ledger.place_of("sandbox") != ledger.place_of("transfer")


def test_a_payment_only_moves_forward():
    assert [state for state in STATES if may_follow("paid", state)] == ["refunded"]
    assert not any(may_follow(end, state) for end in ("failed", "cancelled", "refunded") for state in STATES)
    assert present(["asked", "refunded", "paid"]) == "refunded"


def test_a_reference_can_be_copied_by_hand():
    said = reference("order:1:0:0")
    assert said == reference("order:1:0:0") != reference("order:2:0:0")
    assert not set(said[3:]) & set("IO01LU")
    assert normal(f" {said.lower()} ") == said


@pytest.fixture
def asked(db):
    shop()
    ask = actions.Ask("orders.order:1", "deposit", "transfer", 2000, "EUR", "p_someone", "order:1:0:0")
    return actions.ask_payments(asks=[ask, ask], at=NOON)["order:1:0:0"]


def test_a_transfer_recorded_twice_is_booked_once(asked):
    member = members()[0]
    assert actions.record_transfer(payment=asked, by=member, at=NOON)
    assert not actions.record_transfer(payment=asked, by=member, at=NOON)
    assert queries.balances() == {("bank", "EUR"): 2000, ("deposits", "EUR"): -2000}
    assert queries.paid(["orders.order:1"]) == {"orders.order:1": 2000}
    assert actions.refund(payments=[asked], by=member, at=NOON) == [asked]
    assert actions.refund(payments=[asked], by=member, at=NOON) == []
    assert set(queries.balances().values()) == {0}
    connection.check_constraints()


def test_a_cancelled_payment_cannot_be_settled_any_more(asked):
    assert actions.withdraw_asked(abouts=["orders.order:1"], at=NOON) == [asked]
    with pytest.raises(actions.Refused, match="is over"):
        actions.settle(payments=[asked], by=None, at=NOON)


def test_the_sandbox_says_the_same_every_time(db):
    asks = [
        actions.Ask("orders.order:1", "deposit", "sandbox", minor, "EUR", "p_x", f"k{minor}")
        for minor in (2000, 2013)
    ]
    ids = actions.ask_payments(asks=asks, at=NOON)
    for _ in range(2):
        assert actions.start(payment=ids["k2000"], at=NOON) == "paid"
        assert actions.start(payment=ids["k2013"], at=NOON) == "failed"
    assert queries.balances() == {("sandbox", "EUR"): 2000, ("deposits", "EUR"): -2000}


def written(*minors, currency="EUR"):
    account, _ = Account.objects.get_or_create(code="bank", currency="EUR", defaults={"kind": "asset"})
    row = Transaction.objects.create(
        kind="received", about="orders.order:1", party="p_x", at=NOON, key=str(minors)
    )
    for minor in minors:
        Entry.objects.create(transaction=row, account=account, minor=minor, currency=currency)
    return row


@pytest.mark.django_db
@pytest.mark.parametrize("minors", [(), (100,), (100, -99), (100, 100)])
def test_the_database_refuses_what_does_not_balance(minors):
    with transaction.atomic():
        written(*minors)
        with pytest.raises(DatabaseError, match="does not balance"):
            connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_database_refuses_another_currency_than_the_accounts():
    with pytest.raises(DatabaseError, match="another currency"), transaction.atomic():
        written(100, -100, currency="USD")


@pytest.mark.django_db
def test_the_database_refuses_to_change_what_is_written():
    row = written(100, -100)
    connection.check_constraints()
    for act in (
        lambda: Entry.objects.filter(transaction=row).update(minor=5),
        lambda: Entry.objects.filter(transaction=row).delete(),
        lambda: Transaction.objects.filter(id=row.id).update(party="p_y"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
