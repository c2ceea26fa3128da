"""Money on its way back. A refund is a row with a key before anybody sends anything, so it is sent once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus, jobs
from fanloop.foundation.money import Money
from fanloop.people.team.queries import Member
from fanloop.selling.payments.actions import vouchers
from fanloop.selling.payments.actions.booking import enter, locked, write
from fanloop.selling.payments.facts import PaymentRefunded
from fanloop.selling.payments.models import Payment, PaymentState, PlanEnd, Refund
from fanloop.selling.payments.ports import provider
from fanloop.selling.payments.queries import known_of, left_of, open_refunds, sums_of
from fanloop.selling.payments.rules import movements as moves
from fanloop.selling.payments.rules.refusals import Refused

LATE = gettext_noop("came after we had stopped asking for it")
OVER = gettext_noop("the order is over")


@transaction.atomic
def give_back(*, abouts: Collection[str], at: datetime) -> list[int]:
    """These orders are over: nothing more is due, and what came goes back; a transfer stands there until a person has sent it.

    Returns the payments that are on their way back.
    """
    PlanEnd.objects.bulk_create([PlanEnd(order_ref=about, at=at) for about in abouts], ignore_conflicts=True)
    found = locked(list(Payment.objects.filter(about__in=abouts).values_list("id", flat=True)))
    sent = [each.payment for each in found if give_back_rest(payment=each.payment, why=OVER, by=None, at=at)]
    return [row.id for row in sent]


def is_over(row: Payment) -> bool:
    """Whether nobody waits for this money any more: it is asked no more, or its order is over."""
    stopped = PaymentState.objects.filter(payment=row, state="cancelled")
    return stopped.exists() or PlanEnd.objects.filter(order_ref=row.about).exists()


def give_back_rest(*, payment: Payment, why: str, by: Member | None, at: datetime) -> Refund | None:
    """All that is left of a payment whose row is locked goes back; None when nothing is left."""
    left = left_of([payment.id])[payment.id]
    if left <= 0:
        return None
    count = Refund.objects.filter(payment=payment).count()
    return _send(payment, left, key=f"fl:{payment.id}:refund:{count + 1}", why=why, by=by, at=at)


def give_back_part(*, payment: Payment, minor: int, why: str, at: datetime) -> Refund:
    """A part of a payment whose row is locked goes back by itself."""
    count = Refund.objects.filter(payment=payment).count()
    key = f"fl:{payment.id}:refund:{count + 1}"
    return _send(payment, minor, key=key, why=why, by=None, at=at)


@transaction.atomic
def refund_part(*, payment: int, minor: int, key: str, why: str, by: Member | None, at: datetime) -> Refund:
    """Send `minor` units of a payment back, in its own currency. The same `key` is the same refund.

    Raises Refused for more than is left, for nothing, and for a key that was used for another amount.
    """
    row = locked([payment])[0].payment
    if done := Refund.objects.filter(key=key).first():
        if (done.payment_id, done.minor) != (row.id, minor):
            raise Refused(_("This was sent already, with another amount."))
        return done
    _judge(row, minor, left_of([row.id])[row.id])
    if not provider(row.provider).capabilities.takes(row.currency, minor):
        raise Refused(
            _("This way to pay cannot move exactly %(amount)s.") % {"amount": Money(minor, row.currency)}
        )
    return _send(row, minor, key=key, why=why, by=by, at=at)


@transaction.atomic
def record_part_sent(*, refund: int, by: Member | None, at: datetime) -> bool:
    """A person has sent a refund by hand. False when it was recorded before. Raises Refused for more than is left."""
    wanted = Refund.objects.select_related("payment").get(id=refund)
    row = locked([wanted.payment_id])[0].payment
    return book_refund(row, wanted, by=by, at=at)


def book_refund(row: Payment, wanted: Refund, *, by: Member | None, at: datetime, place: str = "") -> bool:
    """The refund has left: movement, entries, state, fact. The payment's row is locked. Raises Refused for more than is left."""
    each = moves.Movement("refunded", wanted.key, wanted.minor)
    known = known_of(row)
    if any((one.kind, one.id) == (each.kind, each.id) for one in known.movements):
        return False
    _judge(row, wanted.minor, moves.sums(known.movements).free)
    write([(row, each)], by=by, at=at, place=place)
    joined = moves.Seen(known.movements | {each}, known.flags)
    if "refunded" in moves.states(row.minor, joined):
        enter([row.id], "refunded", by=by, at=at)
    vouchers.follow(row, each, at=at)
    bus.publish(PaymentRefunded((row.id,)), at=at)
    return True


def book_rest(row: Payment, *, by: Member | None, at: datetime) -> bool:
    """All of a payment has left: refunds that waited under their own keys, so that none goes twice, then the rest as a whole.

    The payment's row is locked. False when nothing is there to go, or a bank holds a part of it.
    """
    left = left_of([row.id])[row.id]
    waiting = list(open_refunds().filter(payment=row))
    if left < 0 or not (left or waiting) or sums_of([row.id])[row.id].disputed > 0:
        return False
    for wanted in waiting:
        book_refund(row, wanted, by=by, at=at)
    if left:
        whole = moves.Movement("refunded", moves.WHOLE, left)
        write([(row, whole)], by=by, at=at)
        enter([row.id], "refunded", by=by, at=at)
        vouchers.follow(row, whole, at=at)
        bus.publish(PaymentRefunded((row.id,)), at=at)
    return True


def _judge(row: Payment, minor: int, left: int) -> None:
    if not 0 < minor <= left:
        raise Refused(
            _("Of this payment %(left)s can go back.") % {"left": Money(max(left, 0), row.currency)}
        )


def _send(row: Payment, minor: int, *, key: str, why: str, by: Member | None, at: datetime) -> Refund:
    """Booked at once where nobody needs to be asked; a job asks a provider after the commit; a transfer waits."""
    wanted = Refund.objects.create(payment=row, minor=minor, key=key, why=why[:200], by=by, at=at)
    way = provider(row.provider)
    if way.refunds_itself and way.capabilities.remote:
        jobs.defer("payments.send_refund", refund=wanted.id)
    elif way.refunds_itself:
        book_refund(row, wanted, by=by, at=at)
    return wanted
