"""Who is billed, where it is not who receives: an invoice, and what corrects it, name them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.addresses import WHY, set_address, still_unbilled
from fanloop.selling.orders.actions.papers import set_tax_id
from fanloop.selling.orders.actions.taxing import following
from fanloop.selling.orders.models import Address, Order
from fanloop.selling.orders.rules.refusals import Refused

TaxNumber = tuple[str, str]
"""The two letters of a country and a number; empty letters and number for people."""


@transaction.atomic
def bill_to(
    *, order: Order, country: str, values: Mapping[str, str], tax: TaxNumber, by: Fan | None, at: datetime
) -> Address:
    """Bill this name at this address, with the number of a business; said again, the last word holds.

    Raises AddressRefused naming each field, Refused for a number whose digits are wrong and once the invoice is written.
    """
    row = set_address(order=order, kind="billing", country=country, values=values, by=by, at=at)
    set_tax_id(order=order, country=tax[0] or country, number=tax[1], at=at)
    return row


@transaction.atomic
def bill_buyer(*, order: Order, at: datetime) -> bool:
    """Whoever ordered is billed after all. False when nobody else was. Raises Refused once the invoice is written."""
    still_unbilled(order)
    set_tax_id(order=order, country="", number="", at=at)
    with following(order, at=at):
        return bool(Address.objects.filter(order=order, kind="billing").delete()[0])


@transaction.atomic
def rebill(
    *,
    order: Order,
    country: str,
    values: Mapping[str, str],
    tax: TaxNumber,
    because: str,
    by: Member,
    at: datetime,
) -> Address:
    """One of us says who is billed, because its fan asked; the fan is told. Raises Refused without a reason, and as `bill_to`."""
    if not because.strip():
        raise Refused(_("Say why. The fan reads it."))
    row = bill_to(order=order, country=country, values=values, tax=tax, by=by.fan, at=at)
    notify(
        [order.fan_id], kind="order_rebilled", about=ref(order), at=at, key_prefix=f"order_rebilled:{order.id}:{at.timestamp()}",
        data={"number": order.number, "by": by.name, "because": because.strip()[:WHY]},
    )  # fmt: skip
    return row
