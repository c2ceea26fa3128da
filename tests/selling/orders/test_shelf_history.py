"""Every history of the shelf: carts over two pools, pieces put on and taken down, the line, money in time and too late."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from fanloop.foundation import bus
from fanloop.people.fans.queries import Fan
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions import Refused, ask_due, cancel, enter_paid_states
from fanloop.selling.orders.actions.carts import order_cart
from fanloop.selling.orders.actions.shelf import stock_up
from fanloop.selling.orders.actions.shelf_line import leave, take, wait
from fanloop.selling.orders.models import Order, OrderLine, ShelfWait
from fanloop.selling.orders.queries.carts import held_of
from fanloop.selling.orders.queries.keeping import claims_of
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.actions import Refused as NotBooked
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.stock.actions import sweep
from fanloop.selling.stock.models import Hold, Release
from fanloop.selling.stock.queries import held, status, verify_chain
from tests.selling.machines import run
from tests.selling.orders.shelf import filled, shelf
from tests.selling.stock.test_claim_together import people
from tests.selling.world import NOON, shop

FANS, LIMIT = 4, 3
nths = st.integers(0, FANS - 1)
pieces = st.integers(0, 2)


class Undone(Exception):
    """Ends the history's transaction."""


class Shelf(RuleBasedStateMachine):
    """Two pools of one shelf; whatever happens, each of their pieces is in exactly one place."""

    orders = Bundle("orders")
    fans: list[int]

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self):
        self.outer.__exit__(Undone, Undone(), None)

    @initialize()
    def open(self):
        self.house, self.now = shop(), NOON
        self.offers = shelf(self.house, oak=3, ash=2, limit=LIMIT)
        self.variants = [self.house.oak, self.house.ash]
        self.total = [3, 2]

    @rule(target=orders, nth=nths, oak=pieces, ash=pieces)
    def order(self, nth, oak, ash):
        who = self.fan(nth)
        free = [status(each.pool_id).remaining for each in self.offers]
        wanted = [(each, many) for each, many in zip(self.offers, (oak, ash), strict=True) if many]
        cart = filled(self.house.eu, who, *wanted)
        try:
            return order_cart(cart=cart, fan=who, at=self.now)
        except Refused:
            assert [status(each.pool_id).remaining for each in self.offers] == free, "everything or nothing"
            return multiple()

    @rule(which=st.integers(0, 1), more=st.integers(-3, 3))
    def restock(self, which, more):
        try:
            stock_up(variant=self.variants[which], pieces=more, at=self.now)
        except Refused:
            assert more < 0
        else:
            self.total[which] += more

    @rule(nth=nths, which=st.integers(0, 1), many=st.integers(1, LIMIT))
    def stand(self, nth, which, many):
        with_suppressed(lambda: wait(offer=self.offers[which], fan=self.fan(nth), quantity=many, at=self.now))

    @rule(target=orders, nth=nths, takes=st.booleans())
    def answer_the_line(self, nth, takes):
        row = ShelfWait.objects.filter(fan=self.fans[nth], ended_at=None).first()
        if row is None:
            return multiple()
        done = with_suppressed(lambda: (take if takes else leave)(wait=row, fan=self.fan(nth), at=self.now))
        bus.drain()
        return done if takes and done else multiple()

    @rule(order=orders, provider=st.sampled_from(["sandbox", "transfer"]))
    def pay(self, order, provider):
        with_suppressed(lambda: ask_due(order=order, position=0, provider=provider, at=self.now))
        bus.drain()

    @rule(order=orders, is_heard=st.booleans())
    def see_a_transfer(self, order, is_heard):
        """Money comes when it likes: in time, too late, or before the order has heard that its pieces went back."""
        if not is_heard:
            sweep(at=self.now)
        about = f"orders.order:{order.id}"
        for each in money.payments([about])[about]:
            if each.payment.provider == "transfer" and each.state in {"asked", "cancelled"}:
                with_suppressed(
                    lambda id_=each.payment.id: record_transfer(
                        payment=id_, by=self.house.member, at=self.now
                    )
                )
        enter_paid_states(orders=[order.id], at=self.now)
        bus.drain()

    @rule(order=orders)
    def step_out(self, order):
        with_suppressed(lambda: cancel(order=order, by=None, at=self.now))
        bus.drain()

    @rule(minutes=st.sampled_from([5, 20, 31, 60 * 24, 60 * 24 * 8]))
    def time_goes_on(self, minutes):
        self.now += timedelta(minutes=minutes)
        while sweep(at=self.now, limit=2):
            pass
        bus.drain()

    @invariant()
    def every_piece_is_in_one_place(self):
        for offer, total in zip(getattr(self, "offers", ()), getattr(self, "total", ()), strict=True):
            now, row = held(offer.pool_id), status(offer.pool_id)
            assert (row.total, now.held + now.confirmed + row.remaining) == (total, total)
            assert row.remaining >= 0
            assert verify_chain(offer.pool_id) is None

    @invariant()
    def an_order_has_its_pieces_as_long_as_it_stands(self):
        mine = Order.objects.filter(book__origin="orders.shelf")
        for id_, state in queries.present_states(mine.values_list("id", flat=True)).items():
            claims = claims_of(Order.objects.get(id=id_))
            back = Release.objects.filter(claim__in=claims).count()
            waits = Hold.objects.filter(claim__in=claims).count()
            wanted = {"placed": (0, len(claims)), "paid": (0, 0), "cancelled": (len(claims), 0)}
            assert (back, waits) == wanted[state], (id_, state)

    @invariant()
    def nobody_has_more_than_a_person_may(self):
        for fan in self.fans if hasattr(self, "offers") else ():
            assert max(held_of(fan, self.offers).values()) <= LIMIT

    @invariant()
    def nobody_waits_for_what_is_free(self):
        for offer in getattr(self, "offers", ()):
            if status(offer.pool_id).remaining:
                for row in ShelfWait.objects.filter(variant=offer.variant_id, ended_at=None, claim=None):
                    assert held_of(row.fan_id, [offer])[offer.id] >= LIMIT

    @invariant()
    def a_claim_is_of_one_order(self):
        claims = list(OrderLine.objects.values_list("claim_id", flat=True))
        assert len(claims) == len(set(claims))

    def fan(self, nth):
        return Fan.objects.get(id=self.fans[nth])


def with_suppressed(act):
    """What the act returns; None when it was refused in words."""
    try:
        return act()
    except (Refused, NotBooked):
        return None


def told(**often):
    Shelf.fans = people(FANS, "shelf")
    run(Shelf, **often)


@pytest.mark.django_db
def test_no_history_of_the_shelf_loses_or_doubles_a_piece():
    told(examples=3, steps=10)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_long_history_of_the_shelf_loses_or_doubles_a_piece():
    told(examples=10, steps=20)
