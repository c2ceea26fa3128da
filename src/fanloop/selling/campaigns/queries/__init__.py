"""Every read of campaigns. An offer to the public is public, with its counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.selling.campaigns.models import Campaign, Closing, Drop, Goal, Offer, Outcome, PromiseChange
from fanloop.selling.campaigns.queries.crowd import outcomes
from fanloop.selling.campaigns.rules.threshold import Fill, Phase, phase
from fanloop.selling.orders import queries as orders
from fanloop.selling.stock import queries as stock

__all__ = [
    "Campaign",
    "Offer",
    "Progress",
    "campaign",
    "campaigns",
    "curve",
    "lacks_packing",
    "limit_of",
    "mark_of",
    "offers",
    "open_campaigns",
    "progress",
    "progresses",
]


@dataclass(frozen=True)
class Progress:
    """A campaign as it stands at a moment. `ordered` are open pieces; `next_number` the next place."""

    campaign: Campaign
    book: orders.Book
    phase: Phase
    fill: Fill
    orders: int
    next_number: int

    @property
    def is_open(self) -> bool:
        return self.phase == "open"


def ref_of(campaign: Campaign) -> str:
    return f"campaigns.campaign:{campaign.id}"


def campaign(slug: str) -> Campaign | None:
    return Campaign.objects.select_related("line", "by").filter(slug=slug).first()


def campaign_by_id(campaign_id: int) -> Campaign | None:
    return Campaign.objects.select_related("line", "by").filter(id=campaign_id).first()


def campaign_of_book(book: orders.Book) -> Campaign | None:
    """The campaign whose orders a book collects; None for the book of a partner."""
    kind, _, number = book.origin.rpartition(":")
    return campaign_by_id(int(number)) if kind == "campaigns.campaign" else None


def door_limit(origin: str) -> int | None:
    """How many pieces go to one door, or are paid with one card, of the orders that stand in a campaign's book: as many
    as one person gets, and of a drop as many as its rules say.
    """
    kind, _, number = origin.rpartition(":")
    if kind != "campaigns.campaign":
        return None
    row = Campaign.objects.filter(id=int(number)).first()
    return limit_of(row) if row else None


def limit_of(campaign: Campaign) -> int:
    """How many pieces one person may have: of a drop as many as its published rules say."""
    published = Drop.objects.filter(campaign=campaign).values_list("rules__each", flat=True).first()
    return published or campaign.limit_per_person


def campaign_of_promise(change_id: int) -> Campaign | None:
    """The campaign whose promise moved."""
    row = PromiseChange.objects.select_related("campaign").filter(id=change_id).first()
    return row.campaign if row else None


def is_ended(campaign: Campaign) -> bool:
    """Whether a person ended it, or its deadline was decided."""
    return any(rows.objects.filter(campaign=campaign).exists() for rows in (Closing, Outcome))


def campaigns() -> list[Campaign]:
    """All campaigns, newest first."""
    return list(Campaign.objects.select_related("line").order_by("-opens_at", "-id"))


def open_campaigns(at: datetime) -> list[Campaign]:
    """What can be ordered at a moment, the one that closes first in front; late orders after a success too."""
    ended = Closing.objects.filter(at__lte=at).values("campaign_id")
    done = Outcome.objects.filter(verdict="succeeded").values("campaign_id")
    late = Goal.objects.filter(late_until__gt=at, campaign__in=done).values("campaign_id")
    rows = Campaign.objects.select_related("line").filter(
        Q(closes_at__gt=at) | Q(id__in=late), opens_at__lte=at
    )
    return list(rows.exclude(id__in=ended).order_by("closes_at", "id"))


def offers(campaign_id: int, *, market: int | None = None) -> list[Offer]:
    """The offers of a campaign with variant and market, in the maker's order; of one market when given."""
    rows = (
        Offer.objects.select_related("variant", "market", "tier")
        .filter(campaign=campaign_id)
        .order_by("position", "id")
    )
    return list(rows.filter(market=market) if market else rows)


def price(offer: Offer) -> Money:
    return Money(offer.price_minor, offer.currency)


def deposit(offer: Offer) -> Money:
    return Money(offer.deposit_minor, offer.currency)


def lacks_packing(row: Campaign) -> bool:
    """Whether something is left to pay and no day to ask for it is said: of a pre-order what its deposit leaves, and
    of a drop as well, where no deposit means that all is paid within the hold.
    """
    if row.way not in {"preorder", "drop"} or row.packed_about is not None:
        return False
    least = 0 if row.way == "drop" else -1
    return any(least < offer.deposit_minor < offer.price_minor for offer in offers(row.id))


def progresses(rows: Iterable[Campaign], at: datetime) -> list[Progress]:
    """How each campaign stands; a handful of queries, however many campaigns."""
    campaigns_ = list(rows)
    origins = {ref_of(each): each for each in campaigns_}
    books = {book.origin: book for book in orders.books_of(origins)}
    counts = orders.totals([book.id for book in books.values()])
    fills, numbers = _fills(campaigns_)
    ends = _ends(campaigns_)
    found = []
    for origin, each in origins.items():
        book, fill = books[origin], fills[each.id]
        closes_at, ended_at = ends[each.id]
        now = phase(at, opens_at=each.opens_at, closes_at=closes_at, ended_at=ended_at, left=fill.left)
        number = numbers.get(each.id, book.sequence + 1)
        found.append(Progress(each, book, now, fill, counts[book.id][0], number))
    return found


def _fills(rows: Sequence[Campaign]) -> tuple[dict[int, Fill], dict[int, int]]:
    """Campaign id → pieces of the pools its offers draw on, and the next number where that is one pool's."""
    pools: dict[int, set[int]] = {row.id: set() for row in rows}
    drawn = Offer.objects.filter(campaign__in=rows).order_by()
    for campaign_id, pool in drawn.values_list("campaign_id", "pool_id").distinct():
        pools[campaign_id].add(pool)
    status = stock.statuses({pool for held in pools.values() for pool in held})
    fills = {
        id_: Fill(sum(status[pool].held for pool in held), sum(status[pool].for_all for pool in held))
        for id_, held in pools.items()
    }
    alone = {row.id: pools[row.id] for row in rows if row.way != "crowdfunding" and len(pools[row.id]) == 1}
    return fills, {id_: status[next(iter(held))].next_number for id_, held in alone.items()}


def _ends(rows: Sequence[Campaign]) -> dict[int, tuple[datetime, datetime | None]]:
    """Campaign id → its last moment, with late orders after a success, and when a person ended it."""
    ended = dict(Closing.objects.filter(campaign__in=rows).values_list("campaign_id", "at"))
    late = dict(Goal.objects.filter(campaign__in=rows).values_list("campaign_id", "late_until"))
    done = {id_ for id_, row in outcomes(late).items() if row.verdict == "succeeded"} if late else set()
    until = {id_: moment for id_, moment in late.items() if moment and id_ in done}
    return {row.id: (until.get(row.id, row.closes_at), ended.get(row.id)) for row in rows}


def progress(campaign: Campaign, at: datetime) -> Progress:
    """How one campaign stands."""
    return progresses([campaign], at)[0]


def curve(campaign: Campaign) -> list[tuple[datetime, int]]:
    """The campaign's order curve: (hour, pieces ordered by its end), cumulative, cancelled ones left out."""
    book = orders.book_of(ref_of(campaign))
    return orders.curve(book.id) if book else []


def mark_of(campaign: Campaign) -> str:
    """The label a campaign wears wherever it shows."""
    return "replay" if campaign.replay else "staged" if campaign.staged else ""


@trail.describes("campaigns.campaign", label=lambda count: ngettext("campaign", "campaigns", count))
def describe_campaigns(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- an offer is public
    return {
        row.id: trail.Card(
            ref_of(row), gettext("campaign"), read(row.title), read(row.line.name), row.opens_at,
            "staged" if row.staged else mark_of(row),
        )
        for row in Campaign.objects.select_related("line").filter(id__in=ids)
    }  # fmt: skip
