"""Revenue is booked when goods leave and taken back when they come back: by one story, and by any history."""

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions import papers
from fanloop.selling.orders.actions.revenue import book_left_out
from fanloop.selling.orders.models import Order, OrderLine, Paper, ReturnItem, Shipment, ShippedUnit
from fanloop.selling.orders.queries.held import held_back
from fanloop.selling.orders.queries.papers import content
from fanloop.selling.orders.queries.returns import sending_given_back
from fanloop.selling.orders.queries.revenue import gaps
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.queries.books import balance_of, earned_sums
from fanloop.things.devices.models import Unit
from tests.selling.orders.shelf import bought, shelf
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.test_returns import inspect, send_back
from tests.selling.orders.way import LATER, paid_order, sent, serials_of, state, units
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db):
    clock.run_from(LATER)
    yield named(shop())
    clock._offset = clock.timedelta()


def named(made):
    papers.name_issuer(party=FIRM, by=made.member, at=NOON)
    return made


def ref(order):
    return f"orders.order:{order.id}"


def kept(house, order, count):
    """Units on the shelf, kept and picked for an order."""
    made = units(house.oak, count)
    orders.allocate(by=house.member, at=LATER, orders=[order.id])
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    return serials_of(made)


def leave(house, order, serials):
    [line] = queries.order(order.number, viewer=SYSTEM).lines
    box = orders.ship(
        order=order, carrier="post", tracking=f"{order.id}-{serials[0]}", serials=serials, by=house.member, at=LATER,
        lines={line.id: len(serials)},
    )  # fmt: skip
    orders.deliver(shipment=box, by=house.member, at=LATER)
    bus.drain()
    return box


def told_apart():
    return {gap.kind for gap in gaps()}


def test_each_box_makes_revenue_of_its_own_pieces_and_the_rest_stays_a_debt(house):
    order = paid_order(house, quantity=3)
    first, *rest = kept(house, order, 3)
    leave(house, order, [first])
    assert balance_of([ref(order)])["deposits", "EUR"] == -25_800
    assert earned_sums() == {ref(order): (12_900, 2_060)}
    leave(house, order, rest)
    invoice = Paper.objects.get(order=order)
    assert earned_sums() == {ref(order): (invoice.gross_minor, invoice.tax_minor)}
    assert balance_of([ref(order)])["deposits", "EUR"] == 0
    assert gaps() == []


def test_what_comes_back_is_no_revenue_and_its_credit_note_says_the_same(house):
    order, gone = sent(house, quantity=2)
    inspect(house, order, send_back(order, gone.units[:1]), "used")
    note = Paper.objects.get(kind="credit_note")
    invoice = Paper.objects.get(kind="invoice")
    assert earned_sums()[ref(order)] == (
        invoice.gross_minor - note.gross_minor,
        invoice.tax_minor - note.tax_minor,
    )
    assert gaps() == []


def test_a_replaced_piece_changes_nothing_and_the_other_one_earns_nothing(house):
    _order, gone = sent(house)
    before = earned_sums()
    new = orders.replace(shipped=gone.units[0], by=house.member, at=LATER)
    serials = kept(house, new, 1)
    leave(house, new, serials)
    assert earned_sums() == before
    assert gaps() == []


def test_an_order_cancelled_after_its_invoice_earned_nothing_and_owes_nothing(house):
    order = paid_order(house)
    invoice = papers.invoice(order=order, by=None, at=LATER)
    orders.cancel(order=order, by=None, at=LATER)
    bus.drain()
    note = Paper.objects.get(corrects=invoice)
    assert (note.gross_minor, note.tax_minor) == (invoice.gross_minor, invoice.tax_minor)
    assert earned_sums() == {}
    assert {code: minor for (code, _of), minor in balance_of([ref(order)]).items() if minor} == {}
    assert gaps() == []


def test_what_was_taken_back_by_hand_is_not_taken_back_again_with_the_box(house):
    order, gone = sent(house)
    invoice = Paper.objects.get(order=order)
    papers.credit(paper=invoice, items=None, why="it never worked", by=house.member, at=LATER, key="by hand")
    assert earned_sums()[ref(order)] == (0, 0)
    inspect(house, order, send_back(order, gone.units, "broken"), "damaged")
    assert Paper.objects.filter(corrects=invoice).count() == 1
    assert earned_sums()[ref(order)] == (0, 0)
    assert gaps() == []


def test_all_of_an_order_sent_back_brings_the_shipping_back_and_a_part_does_not(house):
    oak, _ash = shelf(house, price=5_000)
    order = bought(house, oak, 2)
    leave(house, order, kept(house, order, 2))
    assert earned_sums()[ref(order)][0] == 10_490
    first, second = ShippedUnit.objects.filter(line__order=order)
    mine = Client()
    mine.force_login(order.fan)
    said = mine.get(f"/orders/{order.number}/return").content.decode()
    assert "Send all of it back, and the €4.90 for shipping go back too." in said
    assert inspect(house, order, send_back(order, [first]), "as_new") == 5_000
    assert sending_given_back([order.id]) == {}
    back = send_back(order, [second], "broken")
    item = ReturnItem.objects.get(back=back).id
    assert (
        orders.inspect_return(back=back, findings={item: orders.Finding("damaged")}, by=None, at=LATER)
        == 5_490
    )
    bus.drain()
    assert "the €4.90 for shipping go back too" in mine.get(f"/orders/{order.number}").content.decode()
    *_first, note = Paper.objects.filter(order=order, kind="credit_note")
    assert [(item.sku, item.gross) for item in content(note).items] == [
        ("DAWN2-OAK", 5_000),
        ("SHIPPING", 490),
    ]
    assert set(balance_of([ref(order)]).values()) <= {
        0,
        -1,
        1,
    }  # two notes and one invoice round a cent apart
    assert (earned_sums()[ref(order)][0], state(order), gaps()) == (0, "refunded", [])


def test_money_sent_back_for_goods_that_stay_cuts_their_price_once(house):
    order, _way = sent(house)
    [*_deposit, last] = money.payments([ref(order)])[ref(order)]
    for _twice in range(2):
        payments.refund_part(
            payment=last.payment.id, minor=1_000, key="k", why="a scratch", by=None, at=LATER
        )
        bus.drain()
    note = Paper.objects.get(kind="credit_note")
    assert note.gross_minor == 1_000
    assert earned_sums()[ref(order)] == (11_900, 2_060 - note.tax_minor)
    assert balance_of([ref(order)])["deposits", "EUR"] == 0
    assert gaps() == []


def test_the_nightly_look_names_a_box_without_revenue_and_revenue_without_a_box(house):
    order = paid_order(house)
    kept(house, order, 1)
    [line], [unit] = OrderLine.objects.filter(order=order), Unit.objects.all()
    box = Shipment.objects.create(order=order, position=1, carrier="post", tracking="by hand", at=LATER)
    ShippedUnit.objects.create(shipment=box, line=line, unit=unit)
    assert [(gap.kind, gap.expected, gap.found) for gap in gaps()] == [("unearned", 12_900, 0)]
    assert book_left_out(at=LATER) == 1
    assert book_left_out(at=LATER) == 0
    assert gaps() == []
    payments.recognise(
        about=ref(order), gross_minor=100, tax_minor=16, currency="EUR", key="shipment:999999", at=LATER
    )
    assert told_apart() == {"no_box", "revenue"}


class History(RuleBasedStateMachine):
    """Orders that are placed, paid, sent in parts, sent back in parts, paid back, corrected by hand and cancelled."""

    placed = Bundle("placed")

    @initialize()
    def begin(self):
        self.house = named(shop(pool=200))
        self.oak, _ash = shelf(self.house, oak=100)
        self.step = 0

    @rule(target=placed, pieces=st.integers(1, 3), offer=st.sampled_from([0, 1]), invoiced=st.booleans())
    def place(self, pieces, offer, invoiced):
        self.step += 1
        order = paid_order(self.house, quantity=pieces, offer=offer, key=f"step{self.step}")
        if invoiced:
            papers.invoice(order=order, by=None, at=LATER)
        made = units(self.house.offers[offer].variant, pieces)
        return order, tuple(serials_of(made))

    @rule(target=placed)
    def buy(self):
        order = bought(self.house, self.oak, 1)
        return order, tuple(serials_of(units(self.house.oak, 1)))

    @rule(given=placed, minor=st.integers(1, 6_000))
    def pay_a_part_back(self, given, minor):
        order, _serials = given
        self.step += 1
        rows = money.payments([ref(order)])[ref(order)]
        left = money.left_of([each.payment.id for each in rows])
        fits = [id_ for id_, rest in left.items() if rest >= minor]
        if fits and ShippedUnit.objects.filter(line__order=order).exists():
            key = f"part:{self.step}"
            payments.refund_part(payment=fits[0], minor=minor, key=key, why="", by=None, at=LATER)
            bus.drain()

    @rule(target=placed, given=placed, pieces=st.integers(1, 2))
    def ship(self, given, pieces):
        order, serials = given
        if not serials or state(order) not in {"paid", "allocated", "picked"}:
            return multiple()
        orders.allocate(by=self.house.member, at=LATER, orders=[order.id])
        orders.pick(orders=[order.id], by=self.house.member, at=LATER)
        if held_back([order.id]):  # all of them live behind one door
            return multiple()
        used = set(ShippedUnit.objects.values_list("unit__serial", flat=True))
        box = [serial for serial in serials if serial not in used][:pieces]
        if box:
            leave(self.house, order, box)
        return multiple()

    @rule(given=placed, condition=st.sampled_from(["as_new", "used", "damaged"]))
    def return_one(self, given, condition):
        order, _serials = given
        here = ShippedUnit.objects.filter(line__order=order, back_at=None).first()
        if here is None:
            return
        opened = send_back(order, [here])
        items = ReturnItem.objects.filter(back=opened).values_list("id", flat=True)
        findings = {id_: orders.Finding(condition) for id_ in items}
        orders.inspect_return(back=opened, findings=findings, by=self.house.member, at=LATER)
        bus.drain()

    @rule(given=placed)
    def correct_by_hand(self, given):
        order, _serials = given
        invoice = Paper.objects.filter(order=order, kind="invoice").first()
        if invoice is None:
            return
        self.step += 1
        item = next(iter(content(invoice).items))
        one = [type(item)(item.title, item.sku, 1, item.unit_minor, item.rate_bp)]
        try:
            with transaction.atomic():
                papers.credit(paper=invoice, items=one, why="", by=None, at=LATER, key=f"hand:{self.step}")
        except orders.Refused:
            pass

    @rule(given=placed)
    def cancel(self, given):
        order, _serials = given
        try:
            with transaction.atomic():
                orders.cancel(order=order, by=None, at=LATER)
        except orders.Refused:
            pass
        bus.drain()

    @invariant()
    def the_ledger_sums_to_zero(self):
        connection.check_constraints()
        assert set(money.balances_of_currencies().values()) <= {0}

    @invariant()
    def revenue_is_what_left_less_what_came_back_and_what_papers_say(self):
        assert gaps() == []

    @invariant()
    def what_has_not_left_is_a_debt(self):
        for order in Order.objects.all():
            if not ShippedUnit.objects.filter(line__order=order).exists():
                stands = balance_of([ref(order)])
                assert stands.get(("revenue", "EUR"), 0) == 0
                assert -stands.get(("deposits", "EUR"), 0) == max(money.paid([ref(order)])[ref(order)], 0)


@pytest.mark.slow
def test_any_history_keeps_ledger_boxes_and_papers_together(db):
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
            max_examples=12,
            stateful_step_count=14,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
