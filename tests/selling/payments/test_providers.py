"""What every provider promises, and the play card's own ways. A provider that breaks one of these breaks the house."""

import json

import pytest

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as queries_of_fans
from fanloop.people.fans.actions import erase
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.actions.playing import HEADER, _secret
from fanloop.selling.payments.models import Attempt, HookEvent, Mandate, PaidCard, PlayCharge, Transaction
from fanloop.selling.payments.ports import Forged, provider
from fanloop.selling.payments.queries import Payment
from fanloop.selling.payments.queries.cards import cards_about
from fanloop.selling.payments.rules.signatures import sign
from tests.selling.payments.contract import Contract
from tests.selling.world import NOON, fan

pytestmark = pytest.mark.django_db
PAYS, DECLINES, CHALLENGES, FAILS_LATER, ASKS_ALWAYS, DISPUTES, LATE, TWICE = (
    "4242 4242 4242 4242", "4000000000000002", "4000000000003155", "4000000000000341", "4000000000003184",
    "4000000000000259", "4000000000000077", "4000000000000093",
)  # fmt: skip


@pytest.fixture(autouse=True)
def at_noon():
    clock.run_from(NOON)
    yield
    clock._offset = clock.timedelta()


@pytest.fixture
def shop_fan():
    return fan()


class TestPlayCard(Contract):
    name = "playcard"

    def way(self):
        return provider("playcard")

    def pay(self, asked, started, card):
        self.keep(asked, started, card)

    def keep(self, asked, started, card, *, answer=True):
        actions.show_card(reference=asked.reference, card=card, at=clock.now())
        if answer and card in {self.challenges, self.asks_always}:
            actions.answer_challenge(reference=asked.reference, approve=True, at=clock.now())


def asked(minor=2000, key="order:1:0:0", about="orders.order:1"):
    ask = actions.Ask(about, "deposit", "playcard", minor, "EUR", "p_x", key)
    return Payment.objects.get(id=actions.ask_payments(asks=[ask], at=NOON)[key])


def begun(**more):
    row = asked(**more)
    actions.begin(payment=row.id, return_url="http://here/back", at=NOON)
    return row


def shown(card, **more):
    row = begun(**more)
    actions.show_card(reference=row.reference, card=card, at=NOON)
    return row


def state(row):
    return queries.payment(row.reference).state


def test_beginning_again_finds_the_page_that_was_opened():
    row = asked()
    first, second = (actions.begin(payment=row.id, return_url="http://here/back", at=NOON) for _ in range(2))
    assert first == second
    assert first.redirect == f"/pay/sandbox/{row.reference}"
    assert Attempt.objects.count() == PlayCharge.objects.count() == 1


def test_an_ordinary_start_under_a_lock_asks_nobody_over_a_network():
    assert actions.start(payment=asked().id, at=NOON) == "asked"
    assert not PlayCharge.objects.exists()


@pytest.mark.parametrize(
    ("card", "ends"),
    [(PAYS, "paid"), (DECLINES, "failed"), (CHALLENGES, "asked"), (LATE, "asked"), ("1", "failed")],
)
def test_the_number_decides_what_happens(card, ends):
    row = shown(card)
    assert actions.look(payment=row.id, at=NOON) == ends == state(row)


@pytest.mark.parametrize(("approve", "ends"), [(True, "paid"), (False, "failed")])
def test_a_challenge_is_answered_once(approve, ends):
    row = shown(CHALLENGES)
    for word in (approve, not approve):
        actions.answer_challenge(reference=row.reference, approve=word, at=NOON)
    assert actions.look(payment=row.id, at=NOON) == ends


def test_a_crash_after_the_money_moved_is_mended_by_asking():
    row = shown(PAYS)
    assert state(row) == "asked"
    assert actions.look_again(at=NOON) == 1
    assert state(row) == "paid"
    assert actions.look_again(at=NOON) == 0


def test_late_money_arrives_a_minute_later():
    row = shown(LATE)
    assert actions.play_on(at=NOON) == 0
    assert actions.play_on(at=NOON + clock.timedelta(minutes=2)) == 1
    assert actions.look(payment=row.id, at=NOON) == "paid"


def test_money_that_comes_after_the_order_was_cancelled_goes_back_through_its_provider():
    row = shown(PAYS)
    actions.withdraw_asked(abouts=[row.about], at=NOON)
    actions.look(payment=row.id, at=NOON)
    refund = queries.Refund.objects.get(payment=row)
    assert queries.paid([row.about]) == {row.about: 0}
    for _ in range(2):
        actions.send_refund(refund=refund.id, at=NOON)
    assert state(row) == "refunded"
    assert set(queries.balances().values()) == {0}
    assert PlayCharge.objects.get().refunds == {refund.key: 2000}


def test_a_complaint_freezes_the_money_until_the_bank_decides():
    row = shown(DISPUTES)
    actions.look(payment=row.id, at=NOON)
    assert queries.left_of([row.id]) == {row.id: 0}
    actions.decide_dispute(reference=row.reference, won=True, at=NOON)
    actions.look(payment=row.id, at=NOON)
    assert queries.left_of([row.id]) == {row.id: 2000}
    assert queries.balances()["disputes", "EUR"] == 0


def hook(said, *, moment=NOON, secret=None, body=None):
    body = body or json.dumps(said).encode()
    header = sign(secret or _secret(), json.dumps(said).encode(), moment=int(moment.timestamp()))
    return actions.receive_hook(provider="playcard", headers={HEADER: header}, body=body, at=NOON)


def test_a_message_counts_once_however_often_it_comes():
    row = shown(PAYS)
    said = {"id": "evt_1", "kind": "paid", "reference": row.reference}
    assert [hook(said) for _ in range(3)] == [1, 0, 0]
    for _ in range(3):
        actions.handle_event(event=HookEvent.objects.get().id, at=NOON)
    assert state(row) == "paid"
    assert Transaction.objects.count() == 1


def test_a_message_that_lies_about_what_happened_moves_nothing():
    row = begun()
    assert hook({"id": "evt_1", "kind": "paid", "reference": row.reference, "minor": 999_999}) == 1
    actions.handle_event(event=HookEvent.objects.get().id, at=NOON)
    assert state(row) == "asked"
    assert not Transaction.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "somebody else's"},
        {"body": b'{"id": "evt_1", "kind": "paid", "reference": "FL-XXXXX-XXXXX"}'},
        {"moment": NOON - clock.timedelta(minutes=6)},
        {"moment": NOON + clock.timedelta(minutes=6)},
    ],
)
def test_a_forged_or_replayed_message_is_refused(wrong):
    with pytest.raises(Forged):
        hook({"id": "evt_1", "kind": "paid", "reference": "FL-22222-22222"}, **wrong)
    assert not HookEvent.objects.exists()


def test_a_deposit_leaves_its_card_for_the_balance():
    from fanloop.foundation.money import Instalment

    plan = [Instalment("deposit", 2000, NOON.date()), Instalment("balance", 10900, NOON.date())]
    actions.plan_dues(plans=[("orders.order:1", "EUR", plan)], at=NOON)
    row = shown(PAYS)
    for _ in range(2):
        actions.look(payment=row.id, at=NOON)
    kept = Mandate.objects.get()
    assert (kept.party, kept.label) == ("p_x", "•••• 4242")
    balance = asked(10900, "order:1:1:0")
    assert actions.charge(payment=balance.id, at=NOON) == "paid"
    assert queries.paid(["orders.order:1"]) == {"orders.order:1": 12900}
    assert set(PaidCard.objects.values_list("payment_id", flat=True)) == {row.id, balance.id}
    assert len(cards_about(["orders.order:1"])["orders.order:1"]) == 1


def test_the_card_that_paid_is_kept_as_a_print_until_its_owner_is_forgotten(shop_fan):
    """Also where nothing is left to pay, so that no way to pay is kept; and also by the message, which comes first."""
    party = queries_of_fans.pseudonyms([shop_fan.id])[shop_fan.id]
    row = shown(PAYS)
    Payment.objects.filter(id=row.id).update(party=party)
    for _ in range(2):
        actions.look(payment=row.id, at=NOON)
    assert not Mandate.objects.exists()
    other = shown(PAYS, key="order:2:0:0", about="orders.order:2")
    Payment.objects.filter(id=other.id).update(party=party)
    actions.look(payment=other.id, at=NOON)
    kept = cards_about(["orders.order:1", "orders.order:2", "orders.order:3"])
    assert set(kept) == {"orders.order:1", "orders.order:2"}
    assert kept["orders.order:1"] == kept["orders.order:2"]
    assert "4242" not in str(kept)
    (said, _other) = queries_of_fans.export(Viewer(fan_id=shop_fan.id))["payments"]
    assert said["paid with a card"] in kept["orders.order:1"]
    erase(fan=shop_fan, by=shop_fan, at=NOON)
    bus.drain()
    assert cards_about(["orders.order:1"]) == {}


def test_a_card_that_declined_paid_nothing_and_leaves_no_print():
    row = shown(DECLINES)
    actions.look(payment=row.id, at=NOON)
    assert cards_about(["orders.order:1"]) == {}


def test_a_card_left_for_later_takes_nothing_now():
    setup = actions.save_method(about="orders.order:1", party="p_x", provider="playcard", key="s", at=NOON)
    actions.begin_saving(setup=setup.reference, currency="EUR", return_url="http://here/back", at=NOON)
    assert actions.look_saving(setup=setup.reference, at=NOON) is None
    actions.show_card(reference=setup.reference, card=PAYS, at=NOON)
    kept = actions.look_saving(setup=setup.reference, at=NOON)
    assert actions.look_saving(setup=setup.reference, at=NOON) == kept
    assert not Transaction.objects.exists()
