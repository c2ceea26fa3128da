"""A unit under warranty is paid back and stays with its owner: money, books and papers of the order it was paid in."""

from datetime import datetime

from django.utils.translation import gettext as _

from fanloop.foundation.money import Money
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import locked_state
from fanloop.selling.orders.actions.papers import credit_returned
from fanloop.selling.orders.actions.refunding import send_back
from fanloop.selling.orders.actions.revenue import book_change, earned_now
from fanloop.selling.orders.models import GivenBack, Replacement, WarrantyCase
from fanloop.selling.orders.queries.returns import left_of_unit, paid_for
from fanloop.selling.orders.rules.refusals import Refused


def pay_back(*, case: WarrantyCase, minor: int | None, by: Member | None, at: datetime) -> int:
    """Send `minor` units back for the case's unit, or all that is left of its price; returns what went.

    A unit that came for nothing, in place of another, is paid back in the order the first one was paid in. What
    no provider sends by itself waits at the desk. Under the case's lock. Raises Refused for more than is left,
    and where another piece went out instead.
    """
    unit = paid_for(case.shipped)
    order, key = unit.line.order, f"case:{case.id}"
    locked_state(order)
    if Replacement.objects.filter(shipped=case.shipped).exists():
        raise Refused(_("Another piece went out for this one already."))
    before = earned_now(order)
    left = min(left_of_unit(unit), before[unit.line.variant.sku, unit.line.tax_rate_bp].gross)
    wanted = left if minor is None else minor
    if not 0 < wanted <= left:
        amount = Money(max(left, 0), order.currency)
        raise Refused(_("Of this unit %(amount)s can still be paid back.") % {"amount": amount})
    GivenBack.objects.create(order=order, line=unit.line, minor=wanted, key=key, by=by, at=at)
    book_change(order, before, earned_now(order), key=key, at=at)
    credit_returned(order=order, at=at)
    if (sent := send_back(order=order, minor=wanted, key=key, by=by, at=at)) < wanted:
        raise Refused(
            _("Only %(amount)s of this order’s money are still here.")
            % {"amount": Money(sent, order.currency)}
        )
    return wanted
