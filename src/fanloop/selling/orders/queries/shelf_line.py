"""Who waits for the shelf, and what is held for whom. A fan's own place is shown; who else waits, to nobody but the desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from fanloop.people.fans.queries import register_export
from fanloop.selling.orders.models import ShelfOffer, ShelfRule, ShelfWait
from fanloop.selling.orders.ports import eligibility

__all__ = [
    "Place",
    "ShelfWait",
    "asked",
    "lengths",
    "line_of",
    "offered_to",
    "places",
    "rule_of",
    "standing",
    "wait_by_id",
    "waiting",
]


@dataclass(frozen=True)
class Place:
    """A fan's own place for one offer: how many wait, and the fan's number among them, 0 for who does not wait."""

    length: int
    number: int
    wait: ShelfWait | None

    @property
    def is_offered(self) -> bool:
        return self.wait is not None and self.wait.claim_id is not None

    @property
    def next_number(self) -> int:
        return self.length + 1


def rule_of(variant_id: int) -> ShelfRule | None:
    """The rule that holds now; None when everybody may order."""
    return ShelfRule.objects.select_related("by").filter(variant=variant_id).order_by("-id").first()


def asked(variant_id: int) -> list[str]:
    """What its rule asks of whoever orders it, in words."""
    rule = rule_of(variant_id)
    return eligibility().asked(rule.who) if rule else []


def waiting(pairs: Collection[tuple[int, int]]) -> QuerySet[ShelfWait]:
    """Who waits for these (variant, market), nothing held yet, the first in front."""
    rows = ShelfWait.objects.filter(ended_at=None, claim=None, variant__in={pair[0] for pair in pairs})
    return rows.filter(market__in={pair[1] for pair in pairs}).order_by("id")


def lengths() -> dict[tuple[int, int], int]:
    """(variant, market) → how many wait."""
    rows = ShelfWait.objects.filter(ended_at=None, claim=None).order_by()
    return {
        (row[0], row[1]): row[2] for row in rows.values_list("variant", "market").annotate(many=Count("id"))
    }


def places(offers: Sequence[ShelfOffer], fan_id: int | None) -> dict[int, Place]:
    """Offer → the fan's place in its line."""
    many = lengths()
    own = {(row.variant_id, row.market_id): row for row in standing(fan_id)} if fan_id else {}
    found = {}
    for offer in offers:
        pair = (offer.variant_id, offer.market_id)
        wait = own.get(pair)
        is_waiting = wait is not None and wait.claim_id is None
        number = waiting([pair]).filter(id__lte=wait.id).count() if wait and is_waiting else 0
        found[offer.id] = Place(many.get(pair, 0), number, wait)
    return found


def line_of(variant_id: int) -> list[ShelfWait]:
    """Everybody who waits for a variant or has something held, in order; for the desk."""
    rows = ShelfWait.objects.select_related("fan", "market", "claim")
    return list(rows.filter(variant=variant_id, ended_at=None))


def standing(fan_id: int) -> list[ShelfWait]:
    """Everything a fan waits for now."""
    return list(ShelfWait.objects.select_related("variant", "market").filter(fan=fan_id, ended_at=None))


def wait_by_id(wait_id: int) -> ShelfWait | None:
    return ShelfWait.objects.select_related("variant", "market", "fan").filter(id=wait_id).first()


def offered_to(fan_id: int) -> dict[int, int]:
    """Variant → pieces that are held for a fan and not ordered yet."""
    rows = ShelfWait.objects.filter(fan=fan_id, ended_at=None, claim__isnull=False).order_by()
    return dict(rows.values_list("variant").annotate(pieces=Sum("claim__quantity")))


def _export(fan_id: int) -> list[dict[str, Any]]:
    """What a fan takes along: what they wait or waited for."""
    rows = ShelfWait.objects.select_related("variant").filter(fan=fan_id)
    return [
        {"item": row.variant.sku, "pieces": row.quantity, "since": row.at.isoformat(), "ended": row.how}
        for row in rows
    ]


register_export("shelf_line", _export)
