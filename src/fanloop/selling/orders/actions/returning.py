"""Units come back: announced by the fan, looked at by a person, paid back or replaced."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import enter, locked_state
from fanloop.selling.orders.actions.papers import credit_returned
from fanloop.selling.orders.actions.refunding import send_back
from fanloop.selling.orders.actions.revenue import book_change, earned_now
from fanloop.selling.orders.facts import OrderReturned
from fanloop.selling.orders.models import (
    GivenBack,
    Inspection,
    Order,
    Return,
    ReturnItem,
    ShippedUnit,
    Shipping,
)
from fanloop.selling.orders.queries.logistics import handled, whole
from fanloop.selling.orders.queries.returns import clock_of, left_of_unit, paid_back, paid_for, paid_in
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.returns import (
    REASONS,
    WHOLE_BP,
    Condition,
    Reason,
    gives_sending_back,
    refund_minor,
    share_bp,
)
from fanloop.selling.orders.rules.states import may_follow
from fanloop.things.devices.actions import retire

WORDS = 2_000


@dataclass(frozen=True)
class Finding:
    """What somebody saw of one unit. `share` is more than the rule gives, in basis points, where a person is kind."""

    condition: Condition
    words: str = ""
    share: int = 0
    replace: bool = False


@transaction.atomic
def open_return(
    *, order: Order, units: Collection[int], reason: Reason, words: str, by: Fan | None, at: datetime
) -> Return:
    """Announce that these units (ids of shipped units of the order) come back. Announced again, it is one return.

    Raises Refused for a unit that is not of this order or comes back already, and once the days are over:
    fourteen from the delivery of the last box to withdraw, two years where the fault is ours.
    """
    locked_state(order)
    chosen = list(ShippedUnit.objects.filter(id__in=units, shipment__order=order).order_by("id"))
    if not chosen or len(chosen) != len(set(units)):
        raise Refused(_("Choose what you send back."))
    if known := _announced(chosen):
        return known
    _in_time(order, reason, at)
    place = Return.objects.filter(order=order).count() + 1
    back = Return.objects.create(
        order=order,
        number=f"{order.number}-R{place}",
        reason=reason,
        words=words.strip()[:WORDS],
        by=by,
        at=at,
    )
    ReturnItem.objects.bulk_create(ReturnItem(back=back, shipped=each) for each in chosen)
    return back


@transaction.atomic
def inspect_return(*, back: Return, findings: Mapping[int, Finding], by: Member | None, at: datetime) -> int:
    """Somebody has looked at units (return item id → finding); returns the minor units owed for them.

    What is as new is on the shelf again, everything else is retired. With the last piece of the order what sending
    it cost goes back too. The money goes back in the same act where the provider does that itself; for a piece that
    came for nothing it is that of the first one, in the order where that was paid. Looked at again, the first
    finding stands.
    """
    order, paid = back.order, paid_in(back.order)
    for each in (paid, order):
        locked_state(each)
    rows = ReturnItem.objects.select_related("shipped__unit", "shipped__line").filter(
        back=back, id__in=findings
    )
    done = set(Inspection.objects.filter(item__back=back).values_list("item_id", flat=True))
    fresh = [row for row in rows.order_by("id") if row.id not in done]
    if not fresh:
        return 0
    earned, key = earned_now(paid), f"return:{back.id}:{fresh[0].id}"
    owed = sum(_inspect(row, back, findings[row.id], by=by, at=at) for row in fresh)
    owed += _sending(order, by=by, at=at)
    book_change(paid, earned, earned_now(paid), key=key, at=at)
    if _all_back(order):
        _enter_if(order, "returned", by=by.fan if by else None, at=at)
    bus.publish(
        OrderReturned(f"orders.book:{order.book_id}", ref(order), len(fresh), owed, order.currency), at=at
    )
    if paid != order:
        credit_returned(order=paid, at=at)
    if owed:
        send_back(order=paid, minor=owed, key=key, by=by, at=at)
    _tell_returned(back, owed, at=at)
    return owed


def _inspect(item: ReturnItem, back: Return, finding: Finding, *, by: Member | None, at: datetime) -> int:
    """One unit: its row, its place, and what is owed for it."""
    rule = share_bp(back.reason, finding.condition)  # type: ignore[arg-type]
    share = 0 if finding.replace else min(WHOLE_BP, max(rule, finding.share))
    unit = paid_for(item.shipped)
    minor = min(refund_minor(unit.line.unit_minor, share), _left(unit, item.shipped))
    Inspection.objects.create(
        item=item, condition=finding.condition, share_bp=share, minor=minor, words=finding.words.strip()[:WORDS],
        by=by, at=at,
    )  # fmt: skip
    if minor and unit != item.shipped:
        said = {"minor": minor, "key": f"inspection:{item.id}", "by": by, "at": at}
        GivenBack.objects.create(order=unit.line.order, line=unit.line, **said)
    ShippedUnit.objects.filter(id=item.shipped_id).update(back_at=at)
    if finding.condition != "as_new":
        retire(unit=item.shipped.unit, why=f"{back.number}: {finding.condition}", by=by, at=at)
    return minor


def _left(unit: ShippedUnit, sent: ShippedUnit) -> int:
    """What can still go back of the price of a unit, for itself or for the one `sent` in its place; never below 0."""
    left = left_of_unit(unit)
    if unit != sent:
        left = min(left, earned_now(unit.line.order)[unit.line.variant.sku, unit.line.tax_rate_bp].gross)
    return max(left, 0)


def _sending(order: Order, *, by: Member | None, at: datetime) -> int:
    """What sending the order cost, once all of it is back and paid back; 0 before, and where it cost nothing."""
    cost = Shipping.objects.filter(order=order).first()
    if cost is None or not gives_sending_back(
        whole(handled([order.id])[order.id].values()).ordered, paid_back(order)
    ):
        return 0
    key, said = f"sending:{order.id}", {"minor": cost.minor, "by": by, "at": at}
    _row, is_new = GivenBack.objects.get_or_create(order=order, line=None, defaults={"key": key, **said})
    return cost.minor if is_new else 0


def _announced(chosen: Sequence[ShippedUnit]) -> Return | None:
    """The return that exactly these units are in. Raises Refused where one of them is in another."""
    items = list(ReturnItem.objects.select_related("back").filter(shipped__in=chosen))
    backs = {item.back for item in items}
    if not backs:
        return None
    if len(items) < len(chosen) or len(backs) > 1:
        raise Refused(_("One of these is on its way back already."))
    return backs.pop()


def _in_time(order: Order, reason: Reason, at: datetime) -> None:
    if reason not in REASONS:
        raise Refused(_("Choose a reason."))
    clock = clock_of(order)
    if reason == "withdrawal" and clock.withdraw_until and at >= clock.withdraw_until:
        raise Refused(_("The fourteen days are over. Where something is broken we still stand behind it."))
    if reason != "withdrawal" and clock.warranty_until and at.date() > clock.warranty_until:
        raise Refused(_("The warranty of this order is over."))


def _all_back(order: Order) -> bool:
    pieces = whole(handled([order.id])[order.id].values())
    return pieces.back >= pieces.ordered


def _enter_if(order: Order, state: str, *, by: Fan | None, at: datetime) -> None:
    if may_follow(locked_state(order), state):  # type: ignore[arg-type]
        enter([order.id], state, by=by, at=at)  # type: ignore[arg-type]


def _tell_returned(back: Return, owed: int, *, at: datetime) -> None:
    order = back.order
    if not order.replay:
        notify(
            [order.fan_id], kind="order_returned",
            data={"number": order.number, "amount": str(Money(owed, order.currency))},
            about=ref(order), at=at, key_prefix=f"order_returned:{back.id}:{at.isoformat()}",
        )  # fmt: skip
