"""What we stand behind: warranty cases that rest on what an owner said, and orders that cost nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.refs import parse, ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import enter, locked_state, tell
from fanloop.selling.orders.actions.paying import enter_paid_states
from fanloop.selling.orders.actions.paying_back import pay_back
from fanloop.selling.orders.actions.placing import Draft, DraftLine, place_orders
from fanloop.selling.orders.models import (
    Address,
    CaseEnd,
    Inspection,
    Order,
    Replacement,
    ShippedUnit,
    WarrantyCase,
)
from fanloop.selling.orders.queries.returns import clock_of, left_of_unit, paid_for
from fanloop.selling.orders.rules.addresses import FIELDS
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.returns import ENDS, End
from fanloop.selling.orders.rules.states import may_follow

WORDS = 2_000
_SAID = 300


@transaction.atomic
def open_case(*, shipped: ShippedUnit, voice: str, by: Fan | None, at: datetime) -> WarrantyCase:
    """A unit fails, says a voice (a reference); the case rests on it in the trail. Opened again, it is one case.

    Raises Refused when the warranty of the unit's order is over, and for a unit that came back.
    """
    if parse(voice).kind != "voices.voice":
        raise Refused(_("A case rests on what its owner said. Name the voice."))
    if shipped.back_at and not WarrantyCase.objects.filter(shipped=shipped, voice=voice).exists():
        raise Refused(_("This piece came back to us."))
    until = clock_of(shipped.line.order).warranty_until
    if until and at.date() > until:
        raise Refused(_("The warranty of this order is over."))
    case, is_new = WarrantyCase.objects.get_or_create(
        shipped=shipped, voice=voice, defaults={"by": by, "at": at}
    )
    if is_new:
        trail.because(ref(case), {voice: None}, at=at)
    return case


@transaction.atomic
def end_case(
    *, case: WarrantyCase, how: End, words: str, by: Member | None, at: datetime, minor: int | None = None
) -> CaseEnd:
    """Say how it ended, and tell the unit's owner; ended again, the first end stands and nothing moves.

    `replaced` places the order that costs nothing. `refunded` sends `minor` units back by the way they came, all
    that is left of the unit's price where none are named; the unit stays with its owner.
    Raises Refused for an end nobody knows, for a refusal without a reason, for more than is left of the unit, and
    for another piece where the money went back or the unit itself came back.
    """
    if how not in ENDS:
        raise Refused(_("Choose how it ended."))
    if how == "declined" and not words.strip():
        raise Refused(_("Say why it is not covered."))
    WarrantyCase.objects.select_for_update(no_key=True).get(id=case.id)
    if known := CaseEnd.objects.filter(case=case).first():
        return known
    paid = pay_back(case=case, minor=minor, by=by, at=at) if how == "refunded" else 0
    said = {"how": how, "words": words.strip()[:WORDS], "by": by, "at": at, "minor": paid}
    end = CaseEnd.objects.create(case=case, **said)
    if how == "replaced":
        replace(shipped=case.shipped, case=case, by=by, at=at)
    else:
        _tell_ended(case, end, at=at)
    return end


def _tell_ended(case: WarrantyCase, end: CaseEnd, *, at: datetime) -> None:
    """`order_replaced` tells of another piece itself."""
    order = case.shipped.line.order
    if not order.replay:
        data = {
            "number": order.number, "serial": case.shipped.unit.serial, "because": end.words[:_SAID] or "—",
            "amount": str(Money(end.minor, order.currency)),
        }  # fmt: skip
        notify(
            [order.fan_id], kind=f"order_case_{end.how}", data=data, about=ref(order), at=at,
            key_prefix=f"order_case:{case.id}",
        )  # fmt: skip


@transaction.atomic
def replace(
    *, shipped: ShippedUnit, by: Member | None, at: datetime, case: WarrantyCase | None = None
) -> Order:
    """Another piece for one that went wrong: an order in the same book and place, without a price.

    It rests on the claim of the first order, so it takes nobody's place. Replaced again, the first is returned.
    Raises Refused where money went back for it instead. The order that was paid is locked first, as for paying back.
    """
    old, line, unit = shipped.line.order, shipped.line, paid_for(shipped)
    for each in (unit.line.order, old):
        locked_state(each)
    if known := Replacement.objects.select_related("order").filter(shipped=shipped).first():
        return known.order
    _still_ours_to_replace(shipped, unit, case)
    key = f"replacement:{shipped.id}"
    draft = Draft(
        key, old.fan_id, old.market_id, old.currency, old.place,
        (DraftLine(line.variant_id, 1, 0, line.claim_id),), (), old.replay,
    )  # fmt: skip
    placed = place_orders(book=old.book, drafts=[draft], at=at)
    new = Order.objects.get(id=placed.ids[key])
    Replacement.objects.create(order=new, instead_of=old, shipped=shipped, case=case, by=by, at=at)
    trail.because(ref(new), {ref(case) if case else ref(old): None}, at=at)
    _same_address(old, new, at=at)
    enter_paid_states(orders=[new.id], at=at)
    _close(old, by=by, at=at)
    tell([new.id], "order_replaced", at=at)
    return new


def _still_ours_to_replace(shipped: ShippedUnit, unit: ShippedUnit, case: WarrantyCase | None) -> None:
    """A unit is paid back or replaced. What a return found lies with who looked at it, not with a case."""
    if case and ShippedUnit.objects.filter(id=shipped.id, back_at__isnull=False).exists():
        raise Refused(_("This piece came back to us."))
    returned = Inspection.objects.filter(item__shipped=shipped, minor__gt=0)
    if returned.exists() or (unit.line.unit_minor and left_of_unit(unit) <= 0):
        raise Refused(_("The money for this one went back already."))


def _same_address(old: Order, new: Order, *, at: datetime) -> None:
    for row in Address.objects.filter(order=old):
        values = {name: getattr(row, name) for name in FIELDS}
        Address.objects.create(order=new, kind=row.kind, country=row.country, by=row.by, at=at, **values)


def _close(old: Order, *, by: Member | None, at: datetime) -> None:
    """The first order is replaced when all of its units are."""
    left = ShippedUnit.objects.filter(line__order=old).exclude(
        id__in=Replacement.objects.filter(instead_of=old).values("shipped")
    )
    if not left.exists() and may_follow(locked_state(old), "replaced"):
        enter([old.id], "replaced", by=by.fan if by else None, at=at)
