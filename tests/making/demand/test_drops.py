"""What a drop would have sold, said by the clock when its door has seen who came too late."""

from datetime import timedelta

import pytest

from fanloop.foundation.refs import ref
from fanloop.making.demand import actions, queries
from fanloop.making.demand.models import DropDemand
from fanloop.selling.campaigns.queries import drops, ref_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.stock.actions import claim, note_crowd
from fanloop.selling.stock.rules.claims import Request
from tests.selling.campaigns.drop_world import CLOSES, OPENS, Sale, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale():
    """Three pieces; two go in the first seconds."""
    sale = Sale("fifo", pieces=3)
    sale.pool = drops.pool_of(sale.drop).id
    sale.fans = [person(name) for name in ("ada", "bea", "cid", "dot", "eva")]
    take(sale, 0)
    take(sale, 1)
    return sale


def take(sale, nth):
    fan = sale.fans[nth].id
    claim(pool=sale.pool, requests=[Request(fan, None, 1, f"c{nth}")], at=OPENS + timedelta(seconds=nth))


def told(sale):
    return queries.drop_demand(ref(orders.book_of(ref_of(sale.campaign))))


def test_a_sell_out_is_told_once_two_minutes_later(sale):
    take(sale, 2)
    gone = OPENS + timedelta(seconds=2)
    note_crowd(
        pool=sale.pool, fans=[sale.fans[3].id], quantity=2, door="drop", at=gone + timedelta(seconds=5)
    )
    assert actions.tell_drops(at=gone + timedelta(seconds=119)) == 0
    assert actions.tell_drops(at=gone + timedelta(seconds=121)) == 1
    assert actions.tell_drops(at=gone + timedelta(days=1)) == 0
    row = told(sale)
    assert (row.sold, row.missed, row.low, row.median, row.method) == (3, 2, 5, None, "bound")


def test_a_drop_with_pieces_left_is_told_at_its_end(sale):
    assert actions.tell_drops(at=OPENS + timedelta(hours=1)) == 0
    assert actions.tell_drops(at=CLOSES) == 1
    row = told(sale)
    assert (row.low, row.median, row.high, row.sold_out_at) == (2, 2, 2, None)


def test_the_usual_drop_counts_sold_out_ones_as_at_least_that(db):
    for nth, (sold, is_out) in enumerate([(80, False), (100, True), (100, True), (95, False), (100, True)]):
        assert queries.usual_drop() is None
        DropDemand.objects.create(
            book=f"orders.book:{nth}", drop=nth, made_at=OPENS, sold_out_at=OPENS if is_out else None,
            sold=sold, missed=0, low=sold, method="bound" if is_out else "enough",
        )  # fmt: skip
    assert queries.usual_drop().mean > 95
