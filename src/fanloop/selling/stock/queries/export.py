"""What a fan takes along of stock: what was claimed, and what was tried in vain. Orders go with the orders."""

from typing import Any

from fanloop.people.fans.queries import register_export
from fanloop.selling.stock.models import Attempt, Claim, Confirmation, Hold, Release

__all__ = ["rows_of"]


def rows_of(fan_id: int) -> list[dict[str, Any]]:
    """Claims in the order of time, each with what became of it, then the pools where there was nothing left."""
    claims = Claim.objects.filter(fan=fan_id).order_by("at", "id")
    held = dict(Hold.objects.filter(claim__in=claims).values_list("claim_id", "until"))
    sure = dict(Confirmation.objects.filter(claim__in=claims).values_list("claim_id", "at"))
    gone = dict(Release.objects.filter(claim__in=claims).values_list("claim_id", "at"))
    tried = Attempt.objects.filter(fan=fan_id).order_by("at", "id")
    return [
        {
            "pool": row.pool_id, "number": row.number, "quantity": row.quantity, "at": row.at.isoformat(),
            "held_until": _when(held.get(row.id)), "confirmed_at": _when(sure.get(row.id)),
            "given_back_at": _when(gone.get(row.id)),
        }
        for row in claims
    ] + [
        {"pool": row.pool_id, "wanted": row.quantity, "at": row.at.isoformat(), "answer": row.answer} for row in tried
    ]  # fmt: skip


def _when(at: Any) -> str | None:
    return at.isoformat() if at else None


register_export("claims", rows_of)
