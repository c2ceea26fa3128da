"""Where an order goes, and whether it is a gift. Both stand still once the first piece is picked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.fans.queries import Fan
from fanloop.selling.orders.actions.entering import locked_state
from fanloop.selling.orders.models import Address, Gift, Order, Pick, Return, TaxId
from fanloop.selling.orders.rules.addresses import FIELDS, problems
from fanloop.selling.orders.rules.refusals import AddressRefused, Refused
from fanloop.selling.orders.rules.states import may_cancel

WORDS = 1_000
_ERASED = "—"


@transaction.atomic
def set_address(
    *,
    order: Order,
    kind: str,
    country: str,
    values: Mapping[str, str],
    by: Fan | None,
    at: datetime,
) -> Address:
    """Say where the order goes (`delivery`) or who is billed (`billing`); said again, the last word holds.

    `values` are the fields of `rules.addresses`. Raises AddressRefused naming each field that is wrong, and
    Refused once the order is picked.
    """
    _still_open(order)
    country = country.strip().upper()
    if found := problems(country, values):
        raise AddressRefused(found)
    said: dict[str, str] = {name: values.get(name, "").strip() for name in FIELDS}
    said["postcode"] = said["postcode"].upper()
    row, _is_new = Address.objects.update_or_create(
        order=order, kind=kind, defaults={"country": country, **said, "by": by, "at": at}
    )
    return row


@transaction.atomic
def set_gift(*, order: Order, words: str, by: Fan | None, at: datetime) -> Gift:
    """The box goes to somebody else: it says no price, and these words. Raises Refused once it is picked."""
    _still_open(order)
    row, _is_new = Gift.objects.update_or_create(
        order=order, defaults={"words": words.strip()[:WORDS], "by": by, "at": at}
    )
    return row


@transaction.atomic
def unset_gift(*, order: Order, at: datetime) -> bool:  # noqa: ARG001 -- acts have a time
    """It is no gift after all. False when it was none. Raises Refused once it is picked."""
    _still_open(order)
    return bool(Gift.objects.filter(order=order).delete()[0])


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- acts have a time
    """Take out where somebody lives and what they wrote; numbers and sums of their orders stay."""
    orders = Order.objects.filter(fan=fan_id)
    Address.objects.filter(order__in=orders).delete()
    Gift.objects.filter(order__in=orders).delete()
    TaxId.objects.filter(order__in=orders).delete()
    Return.objects.filter(order__in=orders).exclude(words="").update(words=_ERASED)


def _still_open(order: Order) -> None:
    picked = Pick.objects.filter(line__order=order).exists()
    if not may_cancel(locked_state(order), picked=int(picked)):
        raise Refused(
            _("Order %(number)s is packed or over; nothing about its way changes now.")
            % {"number": order.number}
        )
