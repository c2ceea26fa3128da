"""A supplier answers."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.making.supply.facts import SupplierAnswered
from fanloop.making.supply.models import PurchaseLine, SupplierAnswer
from fanloop.making.supply.rules.refusals import Refused
from fanloop.people.fans.queries import Fan
from fanloop.people.partners import queries as partners


@transaction.atomic
def answer_line(
    *, line: PurchaseLine, quantity: Decimal, promised: date, words: str, by: Fan, at: datetime
) -> SupplierAnswer:
    """Promise `quantity` of a line by the day `promised`, with a reason in words. The newest answer holds.

    The same answer given again is the same row. Raises Refused unless `by` speaks for the line's supplier, the
    quantity lies between nothing and what was asked, and the day is not before the order.
    """
    locked = (
        PurchaseLine.objects.select_for_update(of=("self",)).select_related("order", "part").get(id=line.id)
    )
    _refuse(locked, quantity, promised, by)
    last = SupplierAnswer.objects.filter(line=locked).first()
    if last and (last.quantity, last.promised, last.words) == (quantity, promised, words):
        return last
    row = SupplierAnswer.objects.create(
        line=locked, quantity=quantity, promised=promised, words=words, by=by, at=at
    )
    trail.because(ref(row), {ref(locked): (quantity, locked.unit)}, at=at)
    live.announce(ref(locked.order))
    bus.publish(SupplierAnswered(ref(row), ref(locked), ref(locked.order)), at=at)
    return row


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank the words of a contact who was erased; what was promised stays, for it binds two firms."""
    return SupplierAnswer.objects.filter(by=fan_id).exclude(words="").update(words="")


def _refuse(line: PurchaseLine, quantity: Decimal, promised: date, by: Fan) -> None:
    if partners.partner_of(by.id) != line.order.partner_id:
        raise Refused(_("only the supplier of this order can answer it"))
    if not 0 <= quantity <= line.quantity:
        raise Refused(
            _("promise between 0 and the %(asked)s that were asked for")
            % {"asked": f"{line.quantity.normalize():f}"}
        )
    if promised < line.order.at.date():
        raise Refused(_("the day you promise lies before the order"))
