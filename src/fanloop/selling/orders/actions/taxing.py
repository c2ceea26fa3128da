"""The tax of an order follows where it goes and who buys, until a box leaves or its invoice is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.money import tax_within
from fanloop.foundation.refs import ref
from fanloop.selling.orders.actions.paying import enter_paid_states
from fanloop.selling.orders.facts import OrderTaxed
from fanloop.selling.orders.models import Order, OrderLine, Pick, Shipping
from fanloop.selling.orders.queries import present_states, taxes
from fanloop.selling.orders.queries.paid import underpaid
from fanloop.selling.orders.queries.taxes import OFF
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.taxes import Treatment, again_with, without
from fanloop.selling.payments import actions as payments

__all__ = ["following", "retax"]
OVER = frozenset({"cancelled"})


@contextmanager
def following(order: Order, *, at: datetime) -> Iterator[None]:
    """What is changed inside may change how the order is taxed: prices, plan and payments follow in one transaction.

    The order is locked first: of two changes at once the second sees what the first has written, or a tax would be
    taken off twice. Raises Refused where the price would rise above what was paid after the first piece is packed.
    """
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).get(id=order.id)
        off_bp = taxes.taken_off_bp(order)
        yield
        if _is_open(order):
            _follow(order, off_bp, taxes.of_order(order), at)


def retax(*, at: datetime) -> int:
    """Orders that said where they go or who buys before anybody followed it, such as before an issuer was named.

    A price that fell by its tax goes back; none rises, because nobody asked for anything. Returns how many changed.
    """
    return sum(_retax(order, at) for order in taxes.may_differ())


@transaction.atomic
def _retax(order: Order, at: datetime) -> bool:
    Order.objects.select_for_update(no_key=True).get(id=order.id)
    after, off_bp = taxes.of_order(order), taxes.taken_off_bp(order)
    return _is_open(order) and _follow(order, off_bp if after.taken_off else 0, after, at)


def _is_open(order: Order) -> bool:
    return taxes.can_follow(order) and present_states([order.id])[order.id] not in OVER


def _follow(order: Order, off_bp: int, after: Treatment, at: datetime) -> bool:
    """Lines that stand without the tax get it again first; whether anything changed."""
    row = Order.objects.get(id=order.id)
    lines = list(OrderLine.objects.filter(order=row).order_by("id"))
    sending = Shipping.objects.filter(order=row).first()
    parts: list[OrderLine | Shipping] = [*lines, *([sending] if sending else [])]
    net_of = 0 if any(part.tax_rate_bp for part in parts) else off_bp
    changed = [part for part in parts if _retaxed(part, net_of, after)]
    if not changed:
        return False
    OrderLine.objects.bulk_update(lines, ["unit_minor", "tax_rate_bp", "tax_minor"])
    if sending:
        sending.save(update_fields=["minor", "tax_rate_bp", "tax_minor"])
    total = sum(line.quantity * line.unit_minor for line in lines) + (sending.minor if sending else 0)
    Order.objects.filter(id=row.id).update(total_minor=total)
    order.total_minor = total
    payments.replan(about=ref(row), total=total, why=OFF, at=at)
    if total > row.total_minor:
        _stays_paid(row)
    enter_paid_states(orders=[row.id], at=at)
    bus.publish(OrderTaxed(ref(row), after.category, after.rate_bp, total - row.total_minor), at=at)
    return True


def _stays_paid(order: Order) -> None:
    """What is packed leaves as it was paid; before that a price may rise, and the order waits for the rest."""
    if Pick.objects.filter(line__order=order).exists() and underpaid([order.id]):
        raise Refused(
            _("Order %(number)s is packed: its price does not rise any more. Write to us if it is wrong.")
            % {"number": order.number}
        )


def _retaxed(part: OrderLine | Shipping, net_of: int, after: Treatment) -> bool:
    """Give a line its price and tax; whether that is another than it had. `net_of`: the tax it stands without."""
    each = part.unit_minor if isinstance(part, OrderLine) else part.minor
    count = part.quantity if isinstance(part, OrderLine) else 1
    gross = again_with(each, net_of) if net_of else each
    now = without(gross, after.full_bp) if after.taken_off else gross
    said = (now, after.rate_bp, tax_within(count * now, after.rate_bp))
    if said == (each, part.tax_rate_bp, part.tax_minor):
        return False
    if isinstance(part, OrderLine):
        part.unit_minor = now
    else:
        part.minor = now
    part.tax_rate_bp, part.tax_minor = said[1], said[2]
    return True
