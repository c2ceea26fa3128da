from datetime import timedelta

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.making.demand import actions, queries
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from tests.making.conftest import AT


def test_an_order_is_counted_when_its_fact_arrives(order, book, lamp, market):
    order(3, day=0)
    order(2, day=1)

    assert queries.days(ref(book)) == [(AT.date(), 3), ((AT + timedelta(days=1)).date(), 2)]
    assert queries.kept_by_cell(ref(book)) == {(lamp.id, market.id): 5}


def test_counting_twice_changes_nothing(order, book):
    order(3)

    assert [actions.count_orders(book=book, at=AT), actions.count_orders(book=book, at=AT)] == [3, 3]
    assert queries.days(ref(book)) == [(AT.date(), 3)]


def test_what_is_taken_back_is_forgotten(order, book):
    fan = order(3)
    [sheet] = [
        sheet for sheet in order_queries.sheets(order_queries.visible(SYSTEM)) if sheet.order.fan_id == fan.id
    ]

    orders.cancel(order=sheet.order, by=fan, at=AT + timedelta(hours=2))
    bus.drain()

    assert queries.days(ref(book)) == []
