"""How an order enters a state: one row with its author, under the order's lock, and a line to its fan."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries import present_states
from fanloop.selling.orders.rules.states import State

_ENTER = """
INSERT INTO orders_orderstate (order_id, state, by_id, why, at)
SELECT id, %(state)s, %(by)s, %(why)s, %(at)s FROM unnest(%(ids)s::bigint[]) AS id ON CONFLICT DO NOTHING
"""


def enter(ids: Collection[int], state: State, *, at: datetime, by: Fan | None = None, why: str = "") -> None:
    values = {"ids": list(ids), "state": state, "by": by.id if by else None, "why": why[:200], "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, values)


def locked_state(order: Order) -> State:
    """The order's state, with its row locked: cancelling and paying at once meet here one after the other."""
    Order.objects.select_for_update(no_key=True).get(id=order.id)
    return present_states([order.id])[order.id]


def tell(ids: Collection[int], kind: str, *, at: datetime) -> None:
    """A line in each fan's inbox; replayed fans read none."""
    for row in Order.objects.filter(id__in=ids, replay=False):
        notify(
            [row.fan_id],
            kind=kind,
            data={"number": row.number},
            about=ref(row),
            at=at,
            key_prefix=f"{kind}:{row.id}",
        )
