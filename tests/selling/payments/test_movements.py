"""What providers say is a set that only grows: no order and no repetition of news changes where a payment ends."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import Entry, Movement, Transaction
from fanloop.selling.payments.ports import ProviderState
from fanloop.selling.payments.queries import Payment
from fanloop.selling.payments.rules import ledger
from fanloop.selling.payments.rules.movements import KINDS, Seen, states, sums
from fanloop.selling.payments.rules.movements import Movement as Move
from fanloop.selling.payments.rules.states import STATES, present
from tests.selling.world import NOON

ABOUT = "orders.order:1"
SERIAL = count(1_000)


def amount(kind, name):
    """A movement's amount belongs to its name: a provider does not say two things of one."""
    return 1 + ((len(kind) + ord(name)) % 3) * 700


def movement(kind, name):
    minor = amount(kind, name)
    if kind.startswith("changed"):
        return Move(kind, name, minor, "USD", minor + 7)
    return Move(kind, name, minor, "USD" if kind.startswith("fee") and name == "b" else "")


movements = st.builds(movement, st.sampled_from(KINDS), st.sampled_from("abc"))
words = st.builds(
    Seen,
    st.frozensets(movements, max_size=5),
    st.frozensets(st.just("failed"), max_size=1),
)


@given(words, words, words)
def test_joining_what_was_heard_knows_no_order(a, b, c):
    assert a.join(b) == b.join(a)
    assert a.join(b).join(c) == a.join(b.join(c))
    assert a.join(a) == a


@given(words, words)
def test_more_news_never_takes_a_state_back(a, b):
    before, after = states(1000, a), states(1000, a.join(b))
    assert before <= after
    assert STATES.index(present(after)) >= STATES.index(present(before))


@given(words)
def test_less_than_was_asked_is_not_paid(seen):
    entered = states(1000, seen)
    assert ("paid" in entered) == (sums(seen.movements).received >= 1000)
    assert "refunded" not in entered or "paid" in entered


@given(st.lists(movements, max_size=20))
def test_every_movement_posts_lines_that_sum_to_zero(found):
    lines = [line for each in found for line in ledger.of_movement(each, "EUR", place="stripe")]
    assert ledger.is_balanced(lines)


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_recognised_goods_post_lines_that_sum_to_zero(gross, tax):
    if tax > gross:
        with pytest.raises(ValueError):
            ledger.recognised(gross=gross, tax=tax, currency="EUR")
    else:
        there, back = (ledger.recognised(gross=s * gross, tax=s * tax, currency="EUR") for s in (1, -1))
        assert ledger.is_balanced(there)
        assert ledger.balances([*there, *back]) == {}


def asked(key="k", provider="sandbox", minor=1000, about=ABOUT):
    ask = actions.Ask(about, "deposit", provider, minor, "EUR", "p_x", key)
    return Payment.objects.get(id=actions.ask_payments(asks=[ask], at=NOON)[key])


def hear(row, seen):
    said = ProviderState(row.reference, "EUR", seen.movements, seen.flags)
    return actions.apply(payment=row.id, provider_state=said, at=NOON)


def standing(row):
    """State and ledger of a payment: what must not depend on the order of news."""
    entries = Entry.objects.filter(transaction__about=row.about).values_list(
        "transaction__kind", "account__code", "minor"
    )
    moved = Movement.objects.filter(payment=row).values_list("kind", "external", "minor")
    return queries.payment(row.reference).state, sorted(entries), sorted(moved)


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_any_order_and_any_repetition_ends_in_the_same_state_and_ledger(heard, data):
    ends = []
    for number in (next(SERIAL), next(SERIAL)):
        row = asked(f"k{number}", about=f"orders.order:{number}")
        again = data.draw(st.lists(st.sampled_from(heard), max_size=2))
        for seen in data.draw(st.permutations(heard + again)):
            hear(row, seen)
        ends.append(standing(row))
    assert ends[0] == ends[1]
    assert set(queries.balances_of_currencies().values()) <= {0}


@pytest.mark.django_db
def test_a_word_about_another_payment_or_currency_books_nothing():
    row, other = asked("a"), asked("b")
    came = frozenset({Move("received", "x", 1000)})
    for said in (ProviderState(other.reference, "EUR", came), ProviderState(row.reference, "USD", came)):
        with pytest.raises(actions.Refused, match="not of payment"):
            actions.apply(payment=row.id, provider_state=said, at=NOON)
    assert not Transaction.objects.exists()


@pytest.mark.django_db
def test_one_cent_does_not_pay_for_a_lamp():
    row = asked()
    assert hear(row, Seen(frozenset({Move("received", "x", 1)}))) == "asked"
    assert queries.paid([ABOUT]) == {ABOUT: 1}


@pytest.mark.django_db
def test_money_that_comes_after_we_stopped_asking_is_booked_and_goes_back():
    row = asked()
    actions.withdraw_asked(abouts=[ABOUT], at=NOON)
    assert hear(row, Seen(frozenset({Move("received", "x", 1000)}))) == "paid"
    assert queries.payment(row.reference).state == "refunded"
    assert queries.paid([ABOUT]) == {ABOUT: 0}
    assert set(queries.balances().values()) == {0}
    assert Transaction.objects.count() == 2


@pytest.mark.django_db
def test_a_refund_in_parts_never_exceeds_what_came_and_each_key_goes_once():
    row = asked()
    actions.settle(payments=[row.id], by=None, at=NOON)
    part = {"payment": row.id, "why": "scratched", "by": None, "at": NOON}
    first = actions.refund_part(minor=400, key="r1", **part)
    assert actions.refund_part(minor=400, key="r1", **part) == first
    with pytest.raises(actions.Refused, match="another amount"):
        actions.refund_part(minor=500, key="r1", **part)
    with pytest.raises(actions.Refused, match=r"6.00 EUR can go back"):
        actions.refund_part(minor=601, key="r2", **part)
    assert queries.payment(row.reference).state == "paid"
    assert queries.paid([ABOUT]) == {ABOUT: 600}
    assert actions.refund(payments=[row.id], by=None, at=NOON) == [row.id]
    assert queries.paid([ABOUT]) == {ABOUT: 0}
    assert set(queries.balances().values()) == {0}


@pytest.mark.django_db
def test_a_dispute_freezes_the_money_and_a_lost_one_takes_it():
    row = asked()
    hear(row, Seen(frozenset({Move("received", "x", 1000), Move("disputed", "d", 1000)})))
    assert queries.balances()["disputes", "EUR"] == 1000
    assert queries.left_of([row.id]) == {row.id: 0}
    assert queries.paid([ABOUT]) == {ABOUT: 1000}
    hear(row, Seen(frozenset({Move("dispute_lost", "d", 1000)})))
    assert queries.paid([ABOUT]) == {ABOUT: 0}
    assert set(queries.balances().values()) == {0}


@pytest.mark.django_db
def test_a_refund_that_waits_is_refused_once_a_bank_has_taken_the_money():
    row = asked(provider="transfer")
    actions.settle(payments=[row.id], by=None, at=NOON)
    back = actions.refund_part(payment=row.id, minor=600, key="r1", why="", by=None, at=NOON)
    hear(row, Seen(frozenset({Move("disputed", "d", 1000), Move("dispute_lost", "d", 1000)})))
    with pytest.raises(actions.Refused, match=r"0.00 EUR can go back"):
        actions.record_part_sent(refund=back.id, by=None, at=NOON)
    assert actions.refund(payments=[row.id], by=None, at=NOON) == []
    assert set(queries.balances().values()) == {0}


@pytest.mark.django_db
def test_what_has_moved_is_never_changed():
    from django.db import DatabaseError, transaction

    actions.settle(payments=[asked().id], by=None, at=NOON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Movement.objects.update(minor=5)
