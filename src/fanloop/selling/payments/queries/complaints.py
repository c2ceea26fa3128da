"""Complaints of fans at their banks, and what became of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from fanloop.foundation.money import Money
from fanloop.selling.payments.models import Movement, Payment

__all__ = ["Complaint", "complaints"]
_STAGE = {"disputed": "open", "dispute_won": "won", "dispute_lost": "lost"}


@dataclass(frozen=True)
class Complaint:
    """A bank took `money` back; `stage` is open, won or lost."""

    payment: Payment
    name: str
    money: Money
    stage: str
    at: datetime


def complaints() -> list[Complaint]:
    """All of them, the open ones first, then the newest."""
    found: dict[tuple[int, str], list[Movement]] = defaultdict(list)
    for row in Movement.objects.filter(kind__in=_STAGE).select_related("payment").order_by("id"):
        found[row.payment_id, row.external].append(row)
    rows = [
        Complaint(
            of[0].payment, name, Money(of[0].minor, of[0].payment.currency), _STAGE[of[-1].kind], of[0].at
        )
        for (_payment, name), of in found.items()
    ]
    return sorted(rows, key=lambda each: (each.stage != "open", -each.at.timestamp()))
