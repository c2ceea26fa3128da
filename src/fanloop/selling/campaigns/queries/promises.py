"""What was promised, when it moved and why, and what that means for one order."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.selling.campaigns.models import Campaign, Offer, PromiseChange
from fanloop.selling.campaigns.rules.promise import Days, Move, expected, has_slipped, promised_at
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.sums import ahead_of
from fanloop.selling.stock import queries as stock

__all__ = ["PromiseChange", "Promised", "promise_changes", "promise_of"]


@dataclass(frozen=True)
class Promised:
    """The promise behind one order: as it stood when it was placed, as it stands now, and the moves since.

    `about` is the day this order's place in the queue comes to, `ahead` the pieces made before it.
    """

    placed_on: Days
    now: Days
    since: list[PromiseChange]
    about: date
    ahead: int

    @property
    def has_slipped(self) -> bool:
        return has_slipped(self.placed_on, self.now)


def promise_changes(campaign_id: int) -> list[PromiseChange]:
    """Every move of a campaign's promise, the first one first."""
    return list(PromiseChange.objects.select_related("by").filter(campaign=campaign_id).order_by("at", "id"))


def _campaign_of(order: Order) -> Campaign | None:
    kind, _, number = order.book.origin.rpartition(":")
    return Campaign.objects.filter(id=int(number)).first() if kind == "campaigns.campaign" else None


def promise_of(order: Order) -> Promised | None:
    """What was promised to an order; None for one that no campaign collected."""
    campaign = _campaign_of(order)
    if campaign is None:
        return None
    changes = promise_changes(campaign.id)
    now = Days(campaign.promise_from, campaign.promise_to)
    moves = [_move(row) for row in changes]
    ahead = ahead_of(order)
    pools = Offer.objects.filter(campaign=campaign).values_list("pool_id", flat=True).distinct()
    total = sum(row.total for row in stock.statuses(set(pools)).values())
    return Promised(
        placed_on=promised_at(order.at, now=now, moves=moves),
        now=now,
        since=[row for row in changes if row.at > order.at],
        about=expected(now, ahead=ahead, total=max(total, ahead + 1)),
        ahead=ahead,
    )


def _move(row: PromiseChange) -> Move:
    return Move(row.at, Days(row.old_from, row.old_to), Days(row.new_from, row.new_to))


@trail.describes(
    "campaigns.promise_change", label=lambda count: ngettext("moved promise", "moved promises", count)
)
def describe_moves(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- a promise is public
    return {
        row.id: trail.Card(
            f"campaigns.promise_change:{row.id}", gettext("moved promise"), read(row.campaign.title), row.because,
            row.at,
        )
        for row in PromiseChange.objects.select_related("campaign").filter(id__in=ids)
    }  # fmt: skip
