"""Whom payments may ask for money about an order."""

from collections.abc import Collection, Mapping
from typing import Literal

from fanloop.foundation.refs import ids_by_kind, parse
from fanloop.people.fans.queries import pseudonyms
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries import present_states, services
from fanloop.selling.orders.queries.paid import is_payable
from fanloop.selling.payments.ports import Debtor

__all__ = ["debtors"]

_WHAT: Mapping[str, Literal["service", "repair"]] = {"orders.period": "service", "orders.quote": "repair"}


def debtors(refs: Collection[str], /) -> Mapping[str, Debtor]:
    """Reference → fan, of orders that are neither over nor replayed, of services that go on and of repairs, whose
    fan was not forgotten.
    """
    kinds = ids_by_kind(set(refs))
    asked = kinds.get("orders.period", set()), kinds.get("orders.quote", set())
    beside, owing = services.debtors_of(*asked), services.owing(*asked)
    return _of_orders(kinds.get("orders.order", set())) | {
        about: Debtor(fan_id, code, number, _WHAT[parse(about).kind])
        for about, (fan_id, number) in beside.items()
        if about in owing
        for code in pseudonyms([fan_id]).values()
    }


def _of_orders(ids: Collection[int]) -> dict[str, Debtor]:
    states = present_states(ids)
    rows = [row for row in Order.objects.filter(id__in=ids, replay=False) if is_payable(row, states[row.id])]
    codes = pseudonyms({row.fan_id for row in rows})
    return {
        f"orders.order:{row.id}": Debtor(row.fan_id, codes[row.fan_id], row.number)
        for row in rows
        if row.fan_id in codes
    }
