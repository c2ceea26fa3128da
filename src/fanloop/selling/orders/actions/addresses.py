"""Where an order goes, and whether it is a gift. Both stand still once the first piece is picked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import locked_state
from fanloop.selling.orders.actions.holding import look_at_doors
from fanloop.selling.orders.actions.taxing import following
from fanloop.selling.orders.models import Address, Gift, HeldBack, Order, Paper, Pick, Return, TaxId
from fanloop.selling.orders.rules.addresses import FIELDS, problems
from fanloop.selling.orders.rules.refusals import AddressRefused, Refused
from fanloop.selling.orders.rules.states import may_cancel

WORDS = 1_000
WHY = 300
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
    Refused once the order is picked; for who is billed, once the invoice is written.
    """
    if kind == "billing":
        still_unbilled(order)
    else:
        _still_open(order)
    country = country.strip().upper()
    if found := problems(country, values):
        raise AddressRefused(found)
    said: dict[str, str] = {name: values.get(name, "").strip() for name in FIELDS}
    said["postcode"] = said["postcode"].upper()
    before = list(Address.objects.filter(order=order, kind=kind))
    with following(order, at=at):
        row, _is_new = Address.objects.update_or_create(
            order=order, kind=kind, defaults={"country": country, **said, "by": by, "at": at}
        )
    if kind == "delivery":
        look_at_doors(book=order.book, near=[row, *before], also=[order.id], at=at)
    return row


@transaction.atomic
def readdress(
    *, order: Order, country: str, values: Mapping[str, str], because: str, by: Member, at: datetime
) -> bool:
    """One of us changes where an order goes, because its fan asked or the post could not find it; the fan is told.

    False when it goes there already. Raises Refused without a reason, and whatever `set_address` raises.
    """
    if not because.strip():
        raise Refused(_("Say why. The fan reads it."))
    before = Address.objects.filter(order=order, kind="delivery").first()
    said = _written(before)
    now = set_address(order=order, kind="delivery", country=country, values=values, by=by.fan, at=at)
    if _written(now) == said:
        return False
    notify(
        [order.fan_id], kind="order_readdressed", about=ref(order), at=at, key_prefix=f"order_readdressed:{order.id}:{at.timestamp()}",
        data={"number": order.number, "by": by.name, "because": because.strip()[:WHY]},
    )  # fmt: skip
    return True


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
    HeldBack.objects.filter(order__in=orders).update(key="")
    HeldBack.objects.filter(order__in=orders).exclude(words="").update(words=_ERASED)


def _written(row: Address | None) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("country", *FIELDS)} if row else {}


def still_unbilled(order: Order) -> None:
    """Raises Refused once the invoice is written, and where there will be none. The order's row is locked then."""
    if locked_state(order) == "cancelled" or Paper.objects.filter(order=order, kind="invoice").exists():
        raise Refused(
            _("The invoice of order %(number)s is written or not needed; write to us if it is wrong.")
            % {"number": order.number}
        )


def _still_open(order: Order) -> None:
    picked = Pick.objects.filter(line__order=order).exists()
    if not may_cancel(locked_state(order), picked=int(picked)):
        raise Refused(
            _("Order %(number)s is packed or over; nothing about its way changes now.")
            % {"number": order.number}
        )
