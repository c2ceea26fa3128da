"""A promise that moves is a row with its reason; who waits is told once, and may leave free when it slipped."""

from datetime import date, timedelta

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.promising import leave, move_promise
from fanloop.selling.campaigns.queries import campaign_by_id
from fanloop.selling.campaigns.queries.promises import promise_changes, promise_of
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions.entering import enter
from fanloop.selling.payments.queries import balances
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=6)
SLIPS = NOON + timedelta(days=5)


@pytest.fixture
def house():
    return shop()


def order(house, key, *, pieces=1, at=LATER):
    return preorder(offer=house.offers[0], fan=fan(), quantity=pieces, at=at, key=key, provider="sandbox")


def slip(house, *, first=date(2027, 3, 1), last=date(2027, 3, 19), at=SLIPS, because="The foundry is late."):
    return move_promise(
        campaign=house.campaign, first=first, last=last, because=because, by=house.member, at=at
    )


def told(placed, kind):
    return [line for line in inbox(Viewer(fan_id=placed.fan_id)) if line.kind == kind]


def test_a_move_is_kept_with_reason_and_author_and_told_once(house):
    before, gone = order(house, "a"), order(house, "b")
    orders.cancel(order=gone, by=None, at=LATER)
    first, again = (slip(house) for _ in range(2))
    after = order(house, "c", at=SLIPS + timedelta(hours=1))
    assert first == again
    (row,) = promise_changes(house.campaign.id)
    assert (row.old_from, row.old_to, row.new_from, row.new_to) == (
        date(2027, 2, 8), date(2027, 2, 26), date(2027, 3, 1), date(2027, 3, 19),
    )  # fmt: skip
    assert (row.because, row.by) == ("The foundry is late.", house.member)
    now = campaign_by_id(house.campaign.id)
    assert (now.promise_from, now.promise_to) == (date(2027, 3, 1), date(2027, 3, 19))
    assert [len(told(each, "order_promise_later")) for each in (before, gone, after)] == [1, 0, 0]
    assert trail.describe([f"campaigns.promise_change:{row.id}"], viewer=ANYONE)


def test_each_order_has_the_promise_it_was_placed_on(house):
    before = order(house, "a")
    slip(house)
    between = order(house, "b", at=SLIPS + timedelta(hours=1))
    slip(
        house,
        last=date(2027, 3, 12),
        first=date(2027, 2, 22),
        at=SLIPS + timedelta(days=2),
        because="It came.",
    )
    assert [promise_of(each).placed_on.last for each in (before, between)] == [
        date(2027, 2, 26), date(2027, 3, 19),
    ]  # fmt: skip
    assert [promise_of(each).has_slipped for each in (before, between)] == [True, False]
    assert [row.because for row in promise_of(between).since] == ["It came."]
    assert len(told(between, "order_promise_moved")) == 1


def test_a_slip_opens_the_way_out_until_the_box_leaves(house):
    row = order(house, "a")
    enter([row.id], "paid", at=LATER)
    enter([row.id], "picked", at=SLIPS)
    by = queries.order(row.number, viewer=SYSTEM).order.fan
    with pytest.raises(Refused, match="still stands"):
        leave(order=row, by=by, at=SLIPS)
    slip(house)
    with pytest.raises(orders.Refused):
        orders.cancel(order=row, by=by, at=SLIPS)
    leave(order=row, by=by, at=SLIPS)
    bus.drain()
    assert queries.order(row.number, viewer=SYSTEM).state == "cancelled"
    assert set(balances().values()) == {0}


def test_nothing_comes_back_by_this_way_once_it_was_sent(house):
    row = order(house, "a")
    for state in ("paid", "picked", "shipped"):
        enter([row.id], state, at=LATER)
    slip(house)
    with pytest.raises(orders.Refused):
        leave(order=row, by=queries.order(row.number, viewer=SYSTEM).order.fan, at=SLIPS)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"because": "  "}, "Say why"),
        ({"first": date(2027, 3, 1), "last": date(2027, 2, 1)}, "ends on or after"),
        ({"first": date(2026, 11, 1), "last": date(2026, 11, 2)}, "not in the past"),
        ({"first": date(2027, 2, 8), "last": date(2027, 2, 26)}, "promised already"),
    ],
)
def test_a_promise_moves_only_with_a_reason_and_to_days_that_can_be(house, more, words):
    with pytest.raises(Refused, match=words):
        slip(house, **more)
    assert promise_changes(house.campaign.id) == []


def test_the_day_of_an_order_follows_its_place_and_not_who_comes_later(house):
    first, second = order(house, "a", pieces=3), order(house, "b")
    mine = promise_of(second)
    order(house, "c", pieces=3)
    assert promise_of(second) == mine
    assert (promise_of(first).ahead, mine.ahead) == (0, 3)
    assert promise_of(first).about == date(2027, 2, 8) <= mine.about <= date(2027, 2, 26)
    orders.cancel(order=first, by=None, at=SLIPS)
    assert promise_of(second).ahead == 0
