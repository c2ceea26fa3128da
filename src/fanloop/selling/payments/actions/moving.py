"""The day of what is still open moves with what it is paid for."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from fanloop.selling.payments.actions.booking import locked
from fanloop.selling.payments.models import Attempt, Due, Payment, PlanEnd, Reminder
from fanloop.selling.payments.queries import dues, paid
from fanloop.selling.payments.rules.plans import Row, missing, moved, stem

__all__ = ["move_dues"]

_MOVES = {"balance", "instalment"}


@transaction.atomic(savepoint=False)
def move_dues(*, refs: Collection[str], day: date, at: datetime) -> dict[str, date]:
    """What is left to pay of these orders is due on `day`, or after a fair notice; the letters begin anew.

    Of a plan in parts the last is due on `day`, and the others move by as much. Left alone: what is covered, what
    is charged already, plans that are over. Returns order → its new last day, for those that moved; moved again, none. The payments are locked first: a first charge of the same moment has
    either begun and is seen here, or finds the later day.
    """
    asked = [each.payment for each in locked(_payments(refs)) if each.state == "asked"]
    tried = Attempt.objects.filter(payment__in=[row.id for row in asked], action="charge")
    charged = set(tried.values_list("payment__key", flat=True))
    rows = [due for due in _open(refs) if not _is_asked(due, charged)]
    found: dict[str, date] = {}
    lasts = _lasts(rows)
    for due in rows:
        last = lasts[due.order_ref]
        target = day - (last - due.due) if due.due and last else day
        new = moved(due.due, target, today=at.date())
        if new != due.due:
            due.due = found[due.order_ref] = new
            Reminder.objects.filter(order_ref=due.order_ref, position=due.position).delete()
    Due.objects.bulk_update([due for due in rows if due.order_ref in found], ["due"], batch_size=500)
    return found


def _lasts(rows: Collection[Due]) -> dict[str, date | None]:
    """Order → the day on which the last part of its plan is due now."""
    found: dict[str, date | None] = {}
    for due in Due.objects.filter(order_ref__in={row.order_ref for row in rows}, kind__in=_MOVES):
        known = found.get(due.order_ref)
        found[due.order_ref] = max(known, due.due) if known and due.due else due.due or known
    return found


def _is_asked(due: Due, keys: Collection[str]) -> bool:
    return any(key.startswith(stem(due.order_ref, due.position)) for key in keys)


def _payments(refs: Collection[str]) -> list[int]:
    return list(Payment.objects.filter(about__in=refs).values_list("id", flat=True))


def _open(refs: Collection[str]) -> list[Due]:
    """Rows of balances that something is missing of, of plans that go on."""
    over = set(PlanEnd.objects.filter(order_ref__in=refs).values_list("order_ref", flat=True))
    left = set(refs) - over
    plans, came = dues(left), paid(left)
    return [
        due for about, plan in plans.items() for due in _uncovered(plan, came[about]) if due.kind in _MOVES
    ]


def _uncovered(plan: Collection[Due], came: int) -> list[Due]:
    open_ = {row.position for row, _minor in missing([Row(d.position, d.minor, d.due) for d in plan], came)}
    return [due for due in plan if due.position in open_]
