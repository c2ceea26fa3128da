"""What a provider sends to the bank, what it exchanges and keeps; in the end everything closes to zero."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

import pytest

from fanloop.selling.payments import actions, ports, queries
from fanloop.selling.payments.models import BankEntry, BankMatch, Payout
from fanloop.selling.payments.queries import bank, books
from fanloop.selling.payments.rules.movements import Movement
from fanloop.selling.payments.rules.payouts import Sent, shown
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@dataclass
class Firm(ports.Plain):
    """A firm that moves money, and says what it was told to say."""

    name: str = "firm"
    refunds_itself: bool = True
    capabilities: ports.Capabilities = field(default_factory=lambda: ports.Capabilities(remote=True))
    states: dict = field(default_factory=dict)
    sent: list = field(default_factory=list)
    held: dict | None = None

    def fetch(self, reference, *, external=""):
        return self.states.get(reference)

    def payouts(self, *, since):
        return self.sent

    def holds(self):
        return self.held


@pytest.fixture
def firm():
    way = Firm()
    ports.register(way)
    yield way
    del ports._providers["firm"]


@pytest.fixture
def boss():
    return shop().member


def paid(firm, *movements, currency="EUR", minor=10_000, key="1"):
    ask = actions.Ask("orders.order:1", "deposit", "firm", minor, currency, "p_x", key)
    id_ = actions.ask_payments(asks=[ask], at=NOON)[key]
    reference = queries.payment_by_id(id_).payment.reference
    said = ports.ProviderState(
        reference, currency, frozenset({Movement("received", "ch", minor), *movements})
    )
    firm.states[reference] = said
    actions.apply(payment=id_, provider_state=said, at=NOON)
    return id_


def bring(*lines, by=None):
    entries = [
        actions.NewEntry(f"e{place}", "DE1", DAY, minor, currency, words)
        for place, (minor, currency, words) in enumerate(lines)
    ]
    digest = sha256(repr(lines).encode()).hexdigest()
    return actions.bring_statement(sha256=digest, name="november", entries=entries, by=by, at=NOON)


def open_balances():
    return {key: minor for key, minor in queries.balances().items() if minor}


def gaps():
    return {(row.kind, row.about) for row in books.differences(actions.reconcile(at=NOON))}


def test_a_payout_clears_what_the_firm_held_and_the_night_closes_to_zero(firm):
    paid(firm, Movement("fee", "ch", 300))
    firm.sent = [ports.PaidOut("po_1MtHKyLkdIwHu7ix", 9_700, "EUR", DAY)]
    firm.held = {"EUR": 0}
    brought = bring((9_700, "EUR", "FIRM PAYOUT PO_1MTHKYLKDIWHU7IX"))
    assert brought.matched == 0
    assert gaps() == set()
    assert open_balances() == {("bank", "EUR"): 9_700, ("fees", "EUR"): 300, ("deposits", "EUR"): -10_000}
    assert Payout.objects.get().entry == BankEntry.objects.get()


def test_a_known_payout_is_found_by_its_amount_when_the_line_names_the_firm(firm):
    paid(firm)
    two = [ports.PaidOut(name, 5_000, "EUR", DAY) for name in ("po_aaaaaaaa", "po_bbbbbbbb")]
    actions.keep_payouts(provider="firm", found=two, at=NOON)
    actions.keep_payouts(provider="firm", found=two, at=NOON)
    assert bring((5_000, "EUR", "Firm Ltd"), (5_000, "EUR", "firm"), (5_000, "EUR", "somebody")).matched == 2
    assert queries.balances()["firm", "EUR"] == 0
    assert [each.account for each in bank.unmatched()] == [""]


def test_money_exchanged_by_the_firm_leaves_the_difference_on_an_account_of_its_own(firm):
    paid(
        firm, Movement("changed", "ch", 10_000, "EUR", 9_200), Movement("fee", "ch", 350, "EUR"),
        Movement("refunded", "re", 10_000), Movement("changed_back", "re", 10_000, "EUR", 9_300), currency="USD",
    )  # fmt: skip
    assert open_balances() == {("firm", "EUR"): -450, ("exchange", "EUR"): 100, ("fees", "EUR"): 350}
    bring((-450, "EUR", "firm takes"))
    assert open_balances()["bank", "EUR"] == -450


def test_every_line_of_a_statement_has_an_account(firm, boss):
    paid(firm)
    lines = {
        "tax": -1_900,
        "purchases": -2_500,
        "own": 50_000,
        "fees": -300,
        "goodwill": -100,
        "firm": 10_000,
    }
    bring(*((minor, "EUR", name) for name, minor in lines.items()))
    assert set(bank.bookable()) >= set(lines)
    for row in BankEntry.objects.exclude(id__in=BankMatch.objects.values("entry")):
        actions.book_entry(entry=row.id, account=row.words, by=boss, at=NOON)
    assert queries.balances()["unmatched", "EUR"] == 0
    assert queries.balances()["firm", "EUR"] == 0
    assert queries.balances()["tax", "EUR"] == 1_900
    assert gaps() == set()


def test_play_money_never_stands_on_a_bank_account(boss):
    bring((500, "EUR", "x"))
    with pytest.raises(actions.Refused):
        actions.book_entry(entry=BankEntry.objects.get().id, account="sandbox", by=boss, at=NOON)


def test_what_was_kept_back_or_never_arrived_is_named_until_a_person_books_it(firm):
    paid(firm)
    firm.held = {"EUR": 9_000}
    assert gaps() == {("place", "firm")}
    account = next(each for each in books.trial()[0] if each.code == "firm")
    for _twice in range(2):
        actions.book_kept_back(account=account.id, minor=1_000, why="November", key="1", at=NOON)
    assert gaps() == set()
    firm.held, firm.sent = None, [ports.PaidOut("po_lost1234", 9_000, "EUR", DAY - timedelta(days=8))]
    bring((1, "EUR", "later"))
    assert ("payout", "firm po_lost1234") in gaps()
    firm.sent = [ports.PaidOut("po_lost1234", 9_000, "EUR", DAY - timedelta(days=8), failed=True)]
    assert not {kind for kind, _about in gaps()} & {"payout", "place"}


def test_a_refund_sent_by_hand_finds_its_line_by_itself(boss):
    ask = actions.Ask("orders.order:2", "deposit", "transfer", 2_000, "EUR", "p_x", "2")
    id_ = actions.ask_payments(asks=[ask], at=NOON)["2"]
    actions.record_transfer(payment=id_, by=boss, at=NOON)
    actions.refund_part(payment=id_, minor=500, key="r", why="scratch", by=boss, at=NOON)
    reference = queries.payment_by_id(id_).payment.reference
    assert bring((-500, "EUR", f"refund {reference}"), (-500, "EUR", f"again {reference}")).matched == 1
    assert queries.paid(["orders.order:2"]) == {"orders.order:2": 1_500}


@pytest.mark.parametrize(
    ("words", "minor", "days", "found"),
    [
        ("Firm", 100, 0, 1), ("Firm", 101, 0, None), ("Firm", 100, 30, None), ("po 1abcdefgh", 100, 30, 1), ("Anna", 100, 0, None),
    ],
)  # fmt: skip
def test_a_line_shows_a_payout_by_amount_and_name(words, minor, days, found):
    sent = Sent(1, "firm", "po_1ABCdefgh", 100, "EUR", date(2026, 11, 9))
    hit = shown(words, minor, "EUR", date(2026, 11, 9) + timedelta(days=days), [sent])
    assert (hit.id if hit else None) == found
