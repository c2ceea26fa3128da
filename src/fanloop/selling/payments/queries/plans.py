"""What is planned and not covered, and the ways to pay that were saved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from fanloop.selling.payments.models import (
    Attempt,
    Due,
    Mandate,
    MandateEnd,
    Payment,
    PaymentState,
    PlanEnd,
    Reminder,
)
from fanloop.selling.payments.queries import paid
from fanloop.selling.payments.rules.dunning import LAST
from fanloop.selling.payments.rules.plans import Row, missing

__all__ = ["Mandate", "Owed", "mandate_for", "mandates_for", "mandates_of", "owed", "reminders", "told_last"]


@dataclass(frozen=True)
class Owed:
    """A row of a plan that is not covered: `minor` units of it are missing."""

    about: str
    row: Row
    kind: str
    minor: int
    currency: str


def owed(*, by: date) -> list[Owed]:
    """Rows with a day up to `by` that are not covered, of plans that are not over; oldest first."""
    over = Exists(PlanEnd.objects.filter(order_ref=OuterRef("order_ref")))
    reached = set(Due.objects.filter(~over, due__lte=by).values_list("order_ref", flat=True))
    came, plans = paid(reached), _plans(reached)
    found = [
        Owed(about, row, plans[about][row.position].kind, minor, plans[about][row.position].currency)
        for about in reached
        for row, minor in missing([_row(due) for due in plans[about].values()], came[about])
        if row.due and row.due <= by
    ]
    return sorted(found, key=lambda each: (each.row.due, each.about, each.row.position))


def _plans(refs: Collection[str]) -> dict[str, dict[int, Due]]:
    plans: dict[str, dict[int, Due]] = {ref: {} for ref in refs}
    for due in Due.objects.filter(order_ref__in=refs).order_by("order_ref", "position"):
        plans[due.order_ref][due.position] = due
    return plans


def _row(due: Due) -> Row:
    return Row(due.position, due.minor, due.due)


def reminders(refs: Collection[str]) -> dict[tuple[str, int], set[int]]:
    """(order, row) → which of the three letters went."""
    sent: dict[tuple[str, int], set[int]] = {}
    for row in Reminder.objects.filter(order_ref__in=refs):
        sent.setdefault((row.order_ref, row.position), set()).add(row.step)
    return sent


def told_last(*, due_before: date, told_before: datetime) -> set[str]:
    """References of plans with a row that was due before a day and is not covered, where the last letter about it went
    before a moment. While a saved way to pay is tried, its own ladder says when it ends.
    """
    late = owed(by=due_before - timedelta(days=1))
    rows = Reminder.objects.filter(order_ref__in={each.about for each in late}, step=LAST, at__lt=told_before)
    told = set(rows.values_list("order_ref", "position"))
    found = {each.about for each in late if (each.about, each.row.position) in told}
    return found - set(_tried(found).values_list("about", flat=True))


def _tried(refs: Collection[str]) -> QuerySet[Payment]:
    """Payments that are open and whose saved way to pay was charged in vain."""
    over = PaymentState.objects.filter(payment=OuterRef("pk")).exclude(state="asked")
    charged = Attempt.objects.filter(payment=OuterRef("pk"), action="charge")
    return Payment.objects.filter(Exists(charged), ~Exists(over), about__in=refs)


def mandates_of(parties: Collection[str]) -> list[Mandate]:
    """Saved ways to pay that are in use, newest first."""
    ended = Exists(MandateEnd.objects.filter(mandate=OuterRef("pk")))
    return list(Mandate.objects.filter(~ended, party__in=list(parties)).order_by("-id"))


def times_left(about: str) -> int:
    """How often a way to pay was left about an order, in use or not."""
    return Mandate.objects.filter(about=about).count()


def mandates_for(parties: Collection[str]) -> dict[str, Mandate]:
    """Pseudonym → the way to pay that was saved last."""
    return {row.party: row for row in reversed(mandates_of(parties))}


def mandate_for(row: Payment) -> Mandate | None:
    """The way to pay to charge for a payment: of the same provider, saved for the same order where there is one."""
    found = [each for each in mandates_of([row.party]) if each.provider == row.provider]
    return next((each for each in found if each.about == row.about), found[0] if found else None)
