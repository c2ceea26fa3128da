"""Reads of sign-ups: one's own, and for the desk how many and from where."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from fanloop.people.fans import queries as fans
from fanloop.selling.launches.models import SignUp
from fanloop.selling.launches.queries.people import key_of_fan

__all__ = ["Interest", "SignUp"]


@dataclass(frozen=True)
class Interest:
    """How many people want to be told, how many of them would like some, how many pieces, and by market."""

    people: int
    wishing: int
    pieces: int
    markets: tuple[tuple[str, int, int], ...] = ()


def counted(launch_id: int) -> QuerySet[SignUp]:
    """Sign-ups that count: their owner is known to have made them, and has not left."""
    return SignUp.objects.filter(launch=launch_id, left_at=None).exclude(confirmed_at=None)


def interest(launch_id: int) -> Interest:
    rows = counted(launch_id)
    all_ = rows.aggregate(people=Count("id"), wishing=Count("id", filter=Q(wish__gt=0)), pieces=Sum("wish"))
    by = rows.values_list("market__code").annotate(people=Count("id"), pieces=Sum("wish"))
    return Interest(
        all_["people"],
        all_["wishing"],
        all_["pieces"] or 0,
        tuple((code or "", people, pieces or 0) for code, people, pieces in by.order_by("-people")),
    )


def mine(launch_id: int, fan_id: int | None) -> SignUp | None:
    """The fan's sign-up, unless they left."""
    if fan_id is None:
        return None
    return SignUp.objects.filter(launch=launch_id, person=key_of_fan(fan_id), left_at=None).first()


def sign_up(sign_up_id: int) -> SignUp | None:
    return SignUp.objects.select_related("launch", "fan").filter(id=sign_up_id).first()


def _export(fan_id: int) -> list[dict[str, Any]]:
    rows = SignUp.objects.select_related("launch", "market").filter(fan=fan_id).order_by("id")
    return [
        {
            "launch": row.launch.slug, "wish": row.wish, "market": row.market.code if row.market else None,
            "at": row.at.isoformat(), "left_at": row.left_at.isoformat() if row.left_at else None,
        }
        for row in rows
    ]  # fmt: skip


fans.register_export("launches", _export)
