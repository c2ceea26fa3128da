"""Money that is due only when what it was promised for has succeeded."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from fanloop.selling.payments.models import Due, Payment, PaymentState, Setup

__all__ = ["is_setup_of", "planned_at_success", "sums_paid", "waits_for_success"]

KIND = "at_success"


def waits_for_success(due: Due) -> bool:
    """Whether this row of a plan has no day yet, because nobody knows whether it will be due at all."""
    return due.kind == KIND and due.due is None


def planned_at_success(refs: Collection[str]) -> set[str]:
    """Which of these orders were placed to be charged at success, whatever became of it since."""
    return set(Due.objects.filter(order_ref__in=refs, kind=KIND).values_list("order_ref", flat=True))


def sums_paid(refs: QuerySet[Any, Any]) -> dict[str, int]:
    """Currency → minor units that have come about these references and not gone back; `refs` may be a subquery."""
    entered = PaymentState.objects.filter(payment=OuterRef("pk"))
    rows = Payment.objects.filter(
        Exists(entered.filter(state="paid")), ~Exists(entered.filter(state="refunded")), about__in=refs
    )
    return dict(rows.values_list("currency").annotate(total=Sum("minor")).order_by("currency"))


def is_setup_of(reference: str, about: str) -> bool:
    """Whether a way to pay was asked for under this reference about this order."""
    return Setup.objects.filter(reference=reference, about=about).exists()
