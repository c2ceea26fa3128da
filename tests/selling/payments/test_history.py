"""Any history of payments, refunds, complaints, gift cards and goods that leave: the books add up after every step."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import Refund, Voucher, VoucherUse
from fanloop.selling.payments.ports import ProviderState
from fanloop.selling.payments.queries import Payment
from fanloop.selling.payments.queries.vouchers import code_of, owed_on_cards
from fanloop.selling.payments.rules.movements import Movement
from tests.selling.world import NOON

ABOUTS = [f"orders.order:{number}" for number in (1, 2, 3)]
MINORS = st.integers(1, 5_000)


class History(RuleBasedStateMachine):
    """Three orders, every way to pay, and everything that can go wrong with money."""

    payments = Bundle("payments")
    cards = Bundle("cards")

    @initialize()
    def begin(self):
        self.step = 0

    def key(self):
        self.step += 1
        return f"step:{self.step}"

    @rule(
        target=payments,
        about=st.sampled_from(ABOUTS),
        way=st.sampled_from(["sandbox", "transfer", "playcard"]),
        minor=MINORS,
    )
    def ask(self, about, way, minor):
        key = self.key()
        ask = actions.Ask(about, "deposit", way, minor, "EUR", "p_x", key)
        return actions.ask_payments(asks=[ask, ask], at=NOON)[key]

    @rule(payment=payments)
    def settle(self, payment):
        try:
            with transaction.atomic():
                actions.settle(payments=[payment], by=None, at=NOON)
        except actions.Refused:
            assert queries.payment_by_id(payment).state in {"failed", "cancelled"}

    @rule(payment=payments, name=st.sampled_from("ab"), share=st.integers(1, 150))
    def hear_of_money(self, payment, name, share):
        row = Payment.objects.get(id=payment)
        if row.provider == "voucher":
            return  # a card is our own word; nobody elsewhere speaks of it
        minor = max(row.minor * share // 100, 1)
        known = {each.id: each.minor for each in queries.known_of(row).movements if each.kind == "received"}
        self.hear(row, Movement("received", name, known.get(name, minor)))

    @rule(payment=payments, kind=st.sampled_from(["disputed", "dispute_lost", "dispute_won"]))
    def hear_of_a_complaint(self, payment, kind):
        """A bank holds what is there, and decides once."""
        row = Payment.objects.get(id=payment)
        known = sorted(queries.known_of(row).movements)
        minor = next(
            (each.minor for each in known if each.id == "d"), queries.sums_of([payment])[payment].kept
        )
        ends = [each.kind for each in known if each.kind in {"dispute_lost", "dispute_won"}]
        if row.provider != "voucher" and minor:
            self.hear(row, Movement("disputed", "d", minor), Movement(ends[0] if ends else kind, "d", minor))

    @rule(payment=payments, minor=MINORS)
    def refund_a_part(self, payment, minor):
        before = queries.left_of([payment])[payment]
        try:
            actions.refund_part(payment=payment, minor=minor, key=self.key(), why="", by=None, at=NOON)
        except actions.Refused:
            assert minor > before
        else:
            assert queries.left_of([payment])[payment] == before - minor

    @rule(payment=payments)
    def refund_the_rest(self, payment):
        actions.refund(payments=[payment], by=None, at=NOON)

    @rule(nth=st.integers(0, 5), times=st.integers(1, 2))
    def a_person_sends_a_refund(self, nth, times):
        row = Refund.objects.order_by("-id")[nth : nth + 1].first()
        for _ in range(times if row else 0):
            before = queries.sums_of([row.payment_id])[row.payment_id]
            waits = queries.open_refunds().filter(id=row.id).exists()
            try:
                with transaction.atomic():
                    sent = actions.record_part_sent(refund=row.id, by=None, at=NOON)
            except actions.Refused:
                assert waits
                assert before.free < row.minor
            else:
                assert sent == waits
                gone = before.kept - queries.sums_of([row.payment_id])[row.payment_id].kept
                assert gone == (row.minor if waits else 0)

    @rule(about=st.sampled_from(ABOUTS))
    def withdraw(self, about):
        actions.withdraw_asked(abouts=[about], at=NOON)

    @rule(about=st.sampled_from(ABOUTS))
    def give_back(self, about):
        actions.give_back(abouts=[about], at=NOON)
        ids = [each.payment.id for each in queries.payments([about])[about]]
        assert max(queries.left_of(ids).values(), default=0) <= 0

    @rule(target=cards, minor=MINORS)
    def give_a_voucher(self, minor):
        return actions.give_voucher(
            minor=minor, currency="EUR", why="sorry", key=self.key(), by=None, at=NOON
        ).id

    @rule(target=cards, minor=MINORS, pays=st.booleans())
    def buy_a_gift_card(self, minor, pays):
        card, payment = actions.ask_gift_card(
            minor=minor, currency="EUR", party="p_x", provider="sandbox", key=self.key(), at=NOON
        )
        if pays:
            self.settle(payment)
        return card.id

    @rule(card=cards)
    def take_the_price_of_a_card_back(self, card):
        row = Payment.objects.filter(about=f"payments.voucher:{card}").first()
        if row:
            actions.refund(payments=[row.id], by=None, at=NOON)

    @rule(target=payments, card=cards, about=st.sampled_from(ABOUTS), most=MINORS)
    def pay_with_a_card(self, card, about, most):
        row = Voucher.objects.get(id=card)
        redeem = {
            "code": code_of(row), "about": about, "kind": "deposit", "most": most, "currency": "EUR", "party": "p_x",
            "key": self.key(), "at": NOON,
        }  # fmt: skip
        if not row.balance:
            with pytest.raises(actions.Refused), transaction.atomic():
                actions.redeem(**redeem)
            return multiple()
        paid = actions.redeem(**redeem)
        assert paid.minor == min(row.balance, most)
        return paid.payment

    @rule(about=st.sampled_from(ABOUTS), gross=MINORS, tax=st.integers(0, 19))
    def ship(self, about, gross, tax):
        actions.recognise(
            about=about,
            gross_minor=gross,
            tax_minor=gross * tax // 100,
            currency="EUR",
            key=self.key(),
            at=NOON,
        )

    def hear(self, row, *movements):
        said = ProviderState(row.reference, row.currency, frozenset(movements))
        actions.apply(payment=row.id, provider_state=said, at=NOON)

    @invariant()
    def everything_sums_to_zero(self):
        connection.check_constraints()
        assert set(queries.balances_of_currencies().values()) <= {0}

    @invariant()
    def nothing_goes_back_that_did_not_come(self):
        kept = queries.sums_of(list(Payment.objects.values_list("id", flat=True)))
        assert min((each.kept for each in kept.values()), default=0) >= 0

    @invariant()
    def what_cards_hold_is_what_we_owe(self):
        owed = -queries.balances().get(("vouchers", "EUR"), 0)
        assert owed_on_cards().get("EUR", 0) == owed
        assert sum(VoucherUse.objects.values_list("minor", flat=True)) == owed

    @invariant()
    def the_nightly_look_finds_no_fault_of_ours(self):
        if self.step % 5 == 0:
            from fanloop.selling.payments.actions.checking import (
                _cards,
                _paid_and_ledger,
                _states_and_movements,
            )

            gaps = [*_paid_and_ledger(), *_states_and_movements(), *_cards()]
            assert [gap for gap in gaps if gap] == []


@pytest.mark.django_db
def test_the_books_add_up_after_every_history():
    from hypothesis.stateful import run_state_machine_as_test

    class InOneTransaction(History):
        """Each history in a savepoint of its own, so that they do not meet."""

        def __init__(self):
            super().__init__()
            self._frame = transaction.atomic()
            self._frame.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self._frame.__exit__(None, None, None)

    run_state_machine_as_test(
        InOneTransaction,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
