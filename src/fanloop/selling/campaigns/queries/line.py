"""Every read of waiting lists. A line's length and a fan's own place are shown; who stands in it, to the desk alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, QuerySet, When

from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns.models import Campaign, LineEnd, LineEntry, LineOffer, Offer, Tier
from fanloop.selling.campaigns.queries import limit_of, ref_of
from fanloop.selling.campaigns.rules.line import State
from fanloop.selling.campaigns.rules.tiers import tier_phase
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries.sums import held_by
from fanloop.selling.stock import queries as stock

__all__ = ["InLine", "LineEntry", "LineOffer"]
_NUMBERS = """
SELECT id, number FROM (
    SELECT id, row_number() OVER (PARTITION BY campaign_id ORDER BY id) AS number FROM campaigns_lineentry AS e
    WHERE campaign_id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM campaigns_lineoffer AS o WHERE o.entry_id = e.id)
    AND NOT EXISTS (SELECT 1 FROM campaigns_lineend AS d WHERE d.entry_id = e.id)
) AS waiting WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class InLine:
    """One place in a line. `number` counts from 1 among those who wait, 0 for who does not wait any more."""

    entry: LineEntry
    state: State
    number: int
    offer: LineOffer | None
    end: LineEnd | None


def waiting(campaign: Campaign) -> QuerySet[LineEntry]:
    """Who waits, the first in front."""
    return LineEntry.objects.filter(
        ~Exists(LineOffer.objects.filter(entry=OuterRef("pk"))),
        ~Exists(LineEnd.objects.filter(entry=OuterRef("pk"))),
        campaign=campaign,
    ).order_by("id")


def open_offers() -> QuerySet[LineOffer]:
    """Offers nobody has answered."""
    return LineOffer.objects.filter(~Exists(LineEnd.objects.filter(entry=OuterRef("entry"))))


def length(campaign: Campaign) -> int:
    """How many wait."""
    return waiting(campaign).count()


def entry_by_id(entry_id: int) -> LineEntry | None:
    return LineEntry.objects.select_related("campaign", "fan").filter(id=entry_id).first()


def offer_of(entry: LineEntry) -> LineOffer | None:
    """What is held for an entry, or was."""
    return LineOffer.objects.select_related("claim").filter(entry=entry).first()


def mine(campaign: Campaign, fan_id: int | None) -> InLine | None:
    """A fan's latest place in the line of a campaign, None for who never stood in it."""
    row = LineEntry.objects.filter(campaign=campaign, fan=fan_id).order_by("-id").first() if fan_id else None
    return in_line([row])[0] if row else None


def line(campaign: Campaign) -> QuerySet[LineEntry]:
    """Everybody who waits or has an offer, in order, then whose waiting is over, the last first; for pages of `in_line`."""
    over = Exists(LineEnd.objects.filter(entry=OuterRef("pk")))
    rows = LineEntry.objects.select_related("fan").filter(campaign=campaign).annotate(is_over=over)
    newest = Case(When(is_over=True, then=-F("id")), default=F("id"), output_field=BigIntegerField())
    return rows.order_by("is_over", newest)


def in_line(rows: Sequence[LineEntry] | QuerySet[LineEntry]) -> list[InLine]:
    entries = list(rows)
    offers = {row.entry_id: row for row in LineOffer.objects.filter(entry__in=entries)}
    ends = {row.entry_id: row for row in LineEnd.objects.filter(entry__in=entries)}
    numbers = _numbers(entries)
    found = []
    for entry in entries:
        offer, end = offers.get(entry.id), ends.get(entry.id)
        state: State = end.how if end else "offered" if offer else "waiting"  # type: ignore[assignment]  # the column has these choices
        found.append(InLine(entry, state, numbers.get(entry.id, 0), offer, end))
    return found


def _numbers(entries: Sequence[LineEntry]) -> dict[int, int]:
    """Entry id → its number among those who wait in its line; one question for all."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [[row.campaign_id for row in entries], [row.id for row in entries]])
        return dict(cursor.fetchall())


def campaigns_of_pool(pool: int) -> list[Campaign]:
    """The campaigns whose offers draw on a pool."""
    return list(
        Campaign.objects.filter(id__in=Offer.objects.filter(pool=pool).values("campaign")).order_by("id")
    )


def offers_in(entry: LineEntry, pool: int) -> list[Offer]:
    """The offers an entry takes that draw on this pool, dearest first."""
    rows = {
        row.id: row for row in Offer.objects.select_related("variant", "market", "campaign").filter(id__in=entry.offers, pool=pool)
    }  # fmt: skip
    return [rows[id_] for id_ in entry.offers if id_ in rows]


def is_open_tier(tier: Tier | None, at: datetime) -> bool:
    """Whether a tier's own window is open; an offer without a tier has none."""
    return tier is None or tier_phase(at, opens_at=tier.opens_at, closes_at=tier.closes_at, left=1) == "open"


def sold_out(campaign: Campaign, at: datetime) -> list[Offer]:
    """Offers that are open and have nothing left, in the maker's order; those a line can be for."""
    rows = Offer.objects.select_related("variant", "market", "tier").filter(campaign=campaign)
    open_ = [row for row in rows.order_by("position", "id") if is_open_tier(row.tier, at)]
    left = stock.statuses({row.pool_id for row in open_})
    return [row for row in open_ if not left[row.pool_id].remaining]


def may_hold(campaign: Campaign, fan_ids: Sequence[int], pool: int) -> dict[int, int]:
    """Fan id → how many pieces the person's limit leaves, by orders and by claims that are not ordered yet."""
    book = orders.book_of(ref_of(campaign))
    ordered = held_by(book.id, set(fan_ids)) if book else {}
    claimed = stock.held_by(pool, fan_ids)
    limit = limit_of(campaign)
    return {fan: limit - max(ordered.get(fan, 0), claimed.get(fan, 0)) for fan in fan_ids}


def standing_in(fan_id: int, at: datetime) -> list[InLine]:  # noqa: ARG001 -- reads take their moment
    """Every line a fan stands in now."""
    ended = Exists(LineEnd.objects.filter(entry=OuterRef("pk")))
    return in_line(LineEntry.objects.select_related("campaign").filter(~ended, fan=fan_id).order_by("id"))


def _export(fan_id: int) -> list[dict[str, Any]]:
    return [
        {
            "campaign": each.entry.campaign.slug, "quantity": each.entry.quantity, "least": each.entry.least,
            "state": each.state, "at": each.entry.at.isoformat(),
        }
        for each in in_line(LineEntry.objects.select_related("campaign").filter(fan=fan_id).order_by("id"))
    ]  # fmt: skip


fans.register_export("lines", _export)
