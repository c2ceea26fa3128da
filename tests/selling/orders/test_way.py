"""From paid to the door: units are kept by place in line, picked, bound to the box they leave in, delivered."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanloop.foundation import bus
from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import ports, queries
from fanloop.selling.orders.actions.sending import forget_labels
from fanloop.selling.orders.models import OrderState, ShippedUnit
from fanloop.selling.orders.queries.labels import next_label
from fanloop.selling.orders.queries.logistics import free_units, handled, picking, wants, way, whole
from fanloop.selling.orders.queries.returns import returns_of
from fanloop.selling.orders.rules.states import may_follow, present
from fanloop.things.devices import queries as devices
from tests.selling.orders.way import BERLIN, LATER, paid_order, sent, serials_of, state, units
from tests.selling.world import fan, shop

pytestmark = pytest.mark.django_db
STAFF = Viewer(fan_id=1, permissions=frozenset({"orders.see", "orders.ship"}))


@pytest.fixture
def house(db):
    return shop(pool=40, limit=20)


def ship(house, order, made, tracking="T1", **more):
    return orders.ship(
        order=order, carrier="post", tracking=tracking, serials=serials_of(made), by=house.member,
        at=more.pop("at", LATER), **more,
    )  # fmt: skip


def test_an_order_goes_all_the_way_to_the_door(house):
    mira = fan("mira.k")
    order = paid_order(house, quantity=2, who=mira)
    made = units(house.oak, 3)
    assert orders.allocate(by=house.member, at=LATER) == orders.Kept(1, 2)
    assert free_units() == {house.oak.id: 1}
    assert orders.pick(orders=[order.id], by=house.member, at=LATER) == 2
    box = ship(house, order, made[:2])
    orders.deliver(shipment=box, by=house.member, at=LATER)
    bus.drain()
    assert [each.state for each in queries.order(order.number, viewer=STAFF).states] == [
        "placed", "deposit_paid", "paid", "allocated", "picked", "shipped", "delivered",
    ]  # fmt: skip
    assert [unit.unit.serial for unit in way(order).units] == serials_of(made[:2])
    assert free_units() == {house.oak.id: 1}
    assert [line.kind for line in inbox(Viewer(fan_id=mira.id))][:2] == ["order_delivered", "order_shipped"]
    said = FactRow.objects.filter(name__contains="Order").order_by("id").values_list("name", flat=True)
    assert [name.rpartition(".")[2] for name in said][-2:] == ["OrderShipped", "OrderDelivered"]


def test_only_paid_orders_are_served_and_by_their_place(house):
    late, early = fan(), fan()
    second = paid_order(house, who=late, at=LATER + timedelta(hours=2))
    first = paid_order(house, who=early, at=LATER)
    unpaid = queries.by_id(second.id)
    units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    assert (state(first), state(unpaid)) == ("allocated", "paid")


def test_choosing_an_order_does_not_overtake(house):
    first, second = paid_order(house, quantity=2), paid_order(house, at=LATER + timedelta(hours=1))
    units(house.oak, 1)
    assert orders.allocate(by=house.member, at=LATER, orders=[second.id]) == orders.Kept(0, 0)
    units(house.oak, 2)
    assert orders.allocate(by=house.member, at=LATER, orders=[second.id]) == orders.Kept(1, 1)
    assert (state(first), state(second)) == ("paid", "allocated")


def test_an_order_leaves_in_two_boxes(house):
    order, made = paid_order(house, quantity=3), units(house.oak, 3)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    [line] = handled([order.id])[order.id]
    one = ship(house, order, made[:1], "T1", lines={line: 1})
    assert state(order) == "picked"
    two = ship(house, order, made[1:], "T2")
    orders.deliver(shipment=two, by=house.member, at=LATER)
    assert (one.position, two.position, state(order)) == (1, 2, "shipped")
    assert way(order).delivered_at is None
    orders.deliver(shipment=one, by=house.member, at=LATER + timedelta(days=3))
    assert state(order) == "delivered"
    assert way(order).delivered_at == LATER + timedelta(days=3)


def test_the_same_tracking_number_again_is_the_same_box(house):
    order, made = paid_order(house), units(house.oak, 2)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    assert ship(house, order, made[:1]).id == ship(house, order, made[1:]).id
    assert ShippedUnit.objects.count() == 1


@pytest.mark.parametrize(
    ("choose", "why"),
    [
        (lambda made, other: [], "serials of 0 fit"),
        (lambda made, other: made[:2], "belongs to nothing"),
        (lambda made, other: other, "serials of 0 fit"),
    ],
)
def test_units_that_do_not_fit_the_box_stay(house, choose, why):
    order, made, other = paid_order(house), units(house.oak, 2), units(house.ash, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    with pytest.raises(orders.Refused, match=why):
        ship(house, order, choose(made, other))
    assert state(order) == "picked"


def test_a_unit_is_with_one_person(house):
    first, delivered = sent(house)
    second = paid_order(house)
    units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[second.id], by=house.member, at=LATER)
    with pytest.raises(orders.Refused, match="with somebody already"):
        ship(house, second, [delivered.units[0].unit])
    with pytest.raises(orders.Refused, match="no unit"):
        orders.ship(order=second, carrier="post", tracking="T", serials=["NOPE-1"], by=None, at=LATER)
    assert state(first) == "delivered"


def test_nothing_leaves_that_is_not_picked(house):
    order, made = paid_order(house), units(house.oak, 1)
    with pytest.raises(orders.Refused, match="not so much is picked"):
        ship(house, order, made)


def test_a_picked_order_keeps_its_address_and_its_fan(house):
    order = paid_order(house)
    units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.set_gift(order=order, words="For you", by=None, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    for act in (
        lambda: orders.set_address(
            order=order, kind="delivery", country="DE", values=BERLIN, by=None, at=LATER
        ),
        lambda: orders.set_gift(order=order, words="", by=None, at=LATER),
        lambda: orders.unset_gift(order=order, at=LATER),
        lambda: orders.cancel(order=order, by=None, at=LATER),
    ):
        with pytest.raises(orders.Refused, match="packed"):
            act()
    assert way(order).gift.words == "For you"


def test_a_cancelled_order_gives_its_units_to_the_next(house):
    first, second = paid_order(house), paid_order(house, at=LATER + timedelta(hours=1))
    units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.cancel(order=first, by=None, at=LATER)
    orders.allocate(by=house.member, at=LATER)
    assert (state(first), state(second)) == ("cancelled", "allocated")
    assert [row.order.id for row in picking(viewer=STAFF)] == [second.id]
    assert picking(viewer=Viewer(fan_id=1)) == []


def test_label_files_go_after_a_month_because_they_hold_addresses(house, settings, tmp_path):
    settings.HOME = tmp_path
    order = paid_order(house)
    units(house.oak, 1)
    orders.allocate(by=None, at=LATER)
    orders.pick(orders=[order.id], by=None, at=LATER)
    orders.tell_carrier(orders=[order.id], name="file", run="r1", by=None, at=LATER)
    assert forget_labels(at=LATER + timedelta(days=29)) == 0
    assert forget_labels(at=LATER + timedelta(days=31)) == 2
    assert list((tmp_path / "labels").iterdir()) == []


def test_labels_are_written_once_a_run_into_a_folder_of_the_home(house, settings, tmp_path):
    settings.HOME = tmp_path
    order = paid_order(house)
    units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    for expected in (1, 0):
        assert orders.tell_carrier(orders=[order.id], name="file", run="r1", by=None, at=LATER) == expected
    written = (tmp_path / "labels" / "r1.csv").read_text()
    assert f"{order.number},1,,DE,Mira K,Torstr. 1,10115 Berlin,DE" in written
    assert '"10115 Berlin"' in (tmp_path / "labels" / "r1.json").read_text()
    with pytest.raises(orders.Refused, match="no carrier"):
        orders.tell_carrier(orders=[order.id], name="pigeon", run="r2", by=None, at=LATER)


ACTS = ("born", "allocate", "parts", "pick", "ship", "deliver", "cancel", "return")


@pytest.fixture
def book(house):
    return [
        paid_order(house, quantity=1 + place % 2, at=LATER + timedelta(minutes=place)) for place in range(4)
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3)), min_size=4, max_size=18))
def test_whatever_happens_no_unit_is_lost_or_given_twice(house, book, history):
    with transaction.atomic():
        for act, place in history:
            happen(house, act, book[place])
        holds(book)
        transaction.set_rollback(True)


def happen(house, act, order):
    try:
        if act == "born":
            units(house.oak, 1 + order.place % 2)
        elif act in {"allocate", "parts"}:
            orders.allocate(by=house.member, at=LATER, parts=act == "parts")
        elif act == "pick":
            orders.pick(orders=[order.id], by=house.member, at=LATER)
        elif act == "ship":
            now = whole(handled([order.id])[order.id].values())
            taken = set(ShippedUnit.objects.filter(back_at=None).values_list("unit", flat=True))
            free = [unit for unit in devices.sendable() if unit.id not in taken]
            ship(house, order, free[: now.picked - now.shipped], f"T{now.shipped}")
        elif act == "deliver":
            for box in way(order).boxes:
                orders.deliver(shipment=box.shipment, by=house.member, at=LATER)
        elif act == "cancel":
            orders.cancel(order=order, by=None, at=LATER)
        else:
            come_back(house, order)
    except orders.Refused:
        return


def come_back(house, order):
    out = [unit.id for unit in way(order).units if unit.back_at is None]
    back = orders.open_return(order=order, units=out, reason="withdrawal", words="", by=None, at=LATER)
    for place, item in enumerate(back_items(order)):
        found = orders.Finding("as_new" if place % 2 else "damaged")
        orders.inspect_return(back=back, findings={item: found}, by=house.member, at=LATER)


def back_items(order):
    return [
        each.item.id for back in returns_of([order.id])[order.id] for each in back.items if not each.found
    ]


def holds(book):
    made, out = sum(devices.made().values()), ShippedUnit.objects.filter(back_at=None)
    assert len(set(out.values_list("unit", flat=True))) == out.count()
    free, kept = sum(free_units().values()), 0
    for order in book:
        each = whole(handled([order.id])[order.id].values())
        assert each.ordered >= each.allocated >= each.picked >= each.shipped >= each.delivered
        now = state(order)
        kept += 0 if now == "cancelled" else each.allocated - each.shipped
        path = list(OrderState.objects.filter(order=order).order_by("id").values_list("state", flat=True))
        assert all(may_follow(one, two) for one, two in pairwise(path)), path
        assert present(path) == path[-1]
    assert free >= 0
    assert free + kept + out.filter(unit__in=devices.sendable()).count() == made
    assert all(want.quantity > 0 for want in wants())


class Express:
    """A carrier that gives its numbers at once."""

    name = "express"

    def __init__(self):
        self.told_of = []

    def label(self):
        return "Express"

    def told(self, parcels, *, run):
        self.told_of += parcels
        return {each.number: f"X-{each.number}" for each in parcels}


@pytest.fixture
def express():
    carrier = Express()
    ports.register_carrier(carrier)
    yield carrier
    del ports._carriers["express"]


def test_a_second_carrier_is_told_what_a_parcel_weighs_and_its_number_waits_for_the_box(house, express):
    order, made = paid_order(house, quantity=2), units(house.oak, 2)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    orders.weigh(variant=house.oak, grams=900, by=house.member, at=LATER)
    orders.tell_carrier(orders=[order.id], name="express", run="a", by=house.member, at=LATER)
    assert (express.told_of[0].weight_g, express.told_of[0].pieces) == (1_800, 2)
    orders.tell_carrier(
        orders=[order.id], name="express", run="b", by=house.member, at=LATER, weights={order.id: 2_000}
    )
    assert express.told_of[1].weight_g == 2_000
    label = next_label(way(order))
    assert (label.carrier, label.tracking) == ("express", f"X-{order.number}")
    orders.ship(
        order=order, carrier="express", tracking=label.tracking, serials=serials_of(made), by=house.member, at=LATER
    )  # fmt: skip
    assert next_label(way(order)) is None
