"""Every read of drops. Rules, roots, counts and orders are public, people are not: others know a code."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Literal

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels import queries as levels
from fanloop.selling.campaigns.models import (
    Campaign,
    Draw,
    DrawFile,
    Drop,
    Entry,
    Offer,
    Rehearsal,
    Replacement,
    Reveal,
    TakenBack,
    Telling,
    Turn,
    Winner,
)
from fanloop.selling.campaigns.queries import leaves, ref_of
from fanloop.selling.campaigns.queries.leaves import Leaf, file_of, place_of
from fanloop.selling.campaigns.rules import draw, receipts
from fanloop.selling.campaigns.rules.fairness import DECIDE, NEAR, Fairness, Person, is_crowded
from fanloop.selling.orders import queries as orders
from fanloop.selling.stock import queries as stock

__all__ = [
    "Drop",
    "Entry",
    "Leaf",
    "Rehearsal",
    "Standing",
    "Winner",
    "drop",
    "drop_of",
    "drops",
    "file_of",
    "place_of",
    "standing",
]

_MANY, _COUNT_AGAIN = 20_000, 5.0
_counted: dict[int, tuple[float, int]] = {}
DropPhase = Literal["soon", "entering", "closed", "drawn", "waiting", "open", "gone", "over"]


@dataclass(frozen=True)
class Standing:
    """A drop at a moment. `interest` are people in the waiting room; `left` pieces nobody has claimed."""

    drop: Drop
    fairness: Fairness
    phase: DropPhase
    ends_at: datetime
    interest: int
    pool: stock.Pool
    is_stopped: bool
    turn: Turn | None
    draw: Draw | None
    reveal: Reveal | None

    @property
    def left(self) -> int:
        return self.pool.remaining

    @property
    def is_drawn(self) -> bool:
        return self.fairness != "fifo"

    @property
    def draws_at(self) -> datetime | None:
        """When the seed is revealed; a late value of the rules may come later. None where nothing is drawn."""
        return draws_at(self.drop, self.draw.at if self.draw else self.ends_at) if self.is_drawn else None


def drop(slug: str) -> Drop | None:
    """The drop of the campaign with this slug."""
    return _rows().filter(campaign__slug=slug).first()


def drop_by_id(drop_id: int) -> Drop | None:
    return _rows().filter(id=drop_id).first()


def drop_of(campaign: Campaign) -> Drop | None:
    return _rows().filter(campaign=campaign).first()


def drop_by_pool(pool: int) -> Drop | None:
    """The drop whose pieces lie in this pool."""
    return _rows().filter(campaign__in=Offer.objects.filter(pool=pool).values("campaign")).first()


def drops() -> list[Drop]:
    """All drops, the one that opens last in front."""
    return list(_rows().order_by("-opens_at", "-id"))


def _rows() -> QuerySet[Drop]:
    return Drop.objects.select_related("campaign", "campaign__line", "by")


def pool_of(drop: Drop) -> stock.Pool:
    found = stock.pool_of(ref_of(drop.campaign))
    assert found is not None  # opened with the campaign, in one transaction
    return found


def turn_of(drop: Drop) -> Turn | None:
    return Turn.objects.select_related("by").filter(drop=drop).first()


def fairness_of(drop: Drop, turn: Turn | None) -> Fairness:
    """How fair: what was published, or the lottery a person made of it."""
    return "lottery" if turn else drop.fairness  # type: ignore[return-value]  # the column has these choices


def ends_at(drop: Drop, turn: Turn | None) -> datetime:
    """Until when entering counts: the end of the window, or the opening where nothing is drawn."""
    return turn.closes_at if turn else drop.entry_closes_at or drop.opens_at


def held_for(drop: Drop, turn: Turn | None) -> timedelta:
    """How long the rules hold a piece; longer where a crowd made a lottery of it, drawn at an hour nobody chose."""
    rules = drop.rules["if_crowded"] if turn else {}
    return timedelta(minutes=rules.get("hold_minutes", drop.rules["hold_minutes"]))


def draws_at(drop: Drop, closed_at: datetime) -> datetime:
    """When a drop closed at this moment may be drawn, by its published rules."""
    return closed_at + timedelta(minutes=drop.rules.get("draw_after_minutes", 0))


def standing(drop: Drop, at: datetime) -> Standing:
    """How a drop stands; six queries."""
    turn, pool = turn_of(drop), pool_of(drop)
    drawn = Draw.objects.filter(drop=drop).first()
    reveal = Reveal.objects.filter(draw=drawn).first() if drawn else None
    fairness, ends = fairness_of(drop, turn), ends_at(drop, turn)
    phase = _phase(drop, at, fairness=fairness, ends=ends, is_drawn=bool(reveal), left=pool.remaining)
    return Standing(
        drop, fairness, phase, ends, interest(drop), pool, stock.is_stopped(pool.id),
        turn, drawn, reveal,
    )  # fmt: skip


def interest(drop: Drop) -> int:
    """People in the waiting room. Of very many as it was a few seconds ago: to count a million takes a tenth of a second."""
    counted_at, people = _counted.get(drop.id, (-_COUNT_AGAIN, 0))
    if monotonic() - counted_at < _COUNT_AGAIN:
        return people
    people = Entry.objects.filter(drop=drop).count()
    if people > _MANY:
        _counted[drop.id] = monotonic(), people
    return people


def _phase(
    drop: Drop, at: datetime, *, fairness: Fairness, ends: datetime, is_drawn: bool, left: int
) -> DropPhase:
    if at < drop.entry_opens_at:
        return "soon"
    if at >= drop.campaign.closes_at:
        return "over"
    if fairness == "fifo":
        return "entering" if at < drop.opens_at else "open" if left else "gone"
    if not is_drawn:
        return "entering" if at < ends else "closed"
    if fairness == "lottery":
        return "drawn"
    return "waiting" if at < drop.opens_at else "open" if left else "gone"


def person(fan: Fan, at: datetime) -> Person:
    """What a drop's rules ask about a fan."""
    proven = fan.email and fans.fan_by_proven_email(fan.email)
    market = fan.market.code if fan.market else ""
    return Person(
        (at - fan.joined_at).days, bool(proven and proven.id == fan.id), levels.level_of(fan.id), market,
        fans.group_keys(fan.id),
    )  # fmt: skip


def entry_of(drop: Drop, fan_id: int | None) -> Entry | None:
    """A fan's own entry."""
    rows = Entry.objects.select_related("drop__campaign").filter(drop=drop, fan=fan_id)
    return rows.first() if fan_id else None


def winner_of(entry: Entry) -> Winner | None:
    return Winner.objects.select_related("claim").filter(place__entry=entry).first()


def winners(drop: Drop) -> list[Winner]:
    """Every rank that was served, those replaced since among them, first rank first."""
    rows = Winner.objects.select_related("place__entry", "claim").filter(place__entry__drop=drop)
    return list(rows.order_by("place__rank"))


def winner_by_id(winner_id: int) -> Winner | None:
    return Winner.objects.select_related("place__entry__drop__campaign", "claim").filter(id=winner_id).first()


def replaced(drop: Drop) -> dict[str, int]:
    """Reason → how many winners were replaced for it; public."""
    rows = Replacement.objects.filter(winner__place__entry__drop=drop)
    return dict(rows.order_by("reason").values_list("reason").annotate(Count("id")))


def replaced_ids(drop: Drop) -> set[int]:
    """Ids of the winners somebody took out."""
    rows = Replacement.objects.filter(winner__place__entry__drop=drop)
    return set(rows.values_list("winner_id", flat=True))


def source_key(claim: int) -> str:
    """The key of the order a claim of a drop becomes."""
    return f"drop:{claim}"


def held_until(order: orders.Order) -> datetime | None:
    """Until when the piece of a drop's order is held; None once it is certain, and for every other order."""
    stem, _colon, claim = (order.source_key or "").partition(":")
    if stem != "drop" or not claim.isdigit():
        return None
    return stock.holds_of([int(claim)]).get(int(claim))


def was_replaced(entry: Entry) -> bool:
    """Whether somebody took this fan out, or took a piece back from them."""
    is_gone = Replacement.objects.filter(winner__place__entry=entry).exists()
    return is_gone or entry.fan_id in taken_from(entry.drop)


def taken_from(drop: Drop) -> set[int]:
    """Ids of the fans from whom a piece of this drop was taken back, drawn or not: they are out, by every way. Who only
    stepped out may come again.
    """
    back = TakenBack.objects.filter(drop=drop).exclude(reason="stepped_out")
    rows = Replacement.objects.filter(winner__claim__pool=pool_of(drop).id).exclude(reason="stepped_out")
    return {
        *back.values_list("claim__fan_id", flat=True),
        *rows.values_list("winner__claim__fan_id", flat=True),
    }


def rehearsals(drop: Drop) -> list[Rehearsal]:
    return list(Rehearsal.objects.select_related("by").filter(drop=drop))


def paper(now: Standing) -> dict[str, Any]:
    """The published paper of a draw, without its entries as long as they are open. For a few thousand; who has more
    loads the file.
    """
    with transaction.atomic():
        found: dict[str, Any] = json.loads(
            "".join(leaves.pieces(now.drop, now.draw, now.reveal, until=now.ends_at))
        )
    return found


def receipt(entry: Entry) -> dict[str, Any]:
    """A fan's receipt, sealed the moment the entry is made; once entries are closed, with its way up to the root."""
    drop = entry.drop
    entrant = draw.Entrant(entry.code, entry.nonce, entry.weight, draw.written(entry.at))
    kept = receipts.at_entry(
        drop=drop.campaign.slug, rules_hash=drop.rules_hash, entrant=entrant, secret=bytes(drop.receipt_key or b"")
    )  # fmt: skip
    place = place_of(entry)
    if place is None:
        return kept
    return receipts.climbing(
        kept,
        root=place.draw.root,
        entries=place.draw.entries,
        number=place.number,
        path=leaves.path_of(place),
    )


def crowded_soon(at: datetime) -> list[Standing]:
    """Drops in the hour before they open of which a lottery may still be made, and that more people want than is fair."""
    rows = _rows().filter(opens_at__gt=at, opens_at__lte=at + DECIDE).exclude(fairness="lottery")
    rows = rows.exclude(id__in=Turn.objects.values("drop_id")).exclude(id__in=Draw.objects.values("drop_id"))
    found = [standing(row, at) for row in rows]
    return [now for now in found if is_crowded(interest=now.interest, pieces=now.drop.rules["places"])]


def neighbours(drop: Drop) -> list[Drop]:
    """Other drops that open within an hour of this one, the first in front."""
    near = (drop.opens_at - NEAR, drop.opens_at + NEAR)
    return list(_rows().filter(opens_at__range=near).exclude(id=drop.id).order_by("opens_at", "id"))


def due_to_close(at: datetime) -> list[Drop]:
    """Drops whose entries have ended and that nobody has closed yet."""
    rows = _rows().exclude(id__in=Draw.objects.values("drop_id"))
    turns = {row.drop_id: row for row in Turn.objects.filter(drop__in=rows)}
    return [
        row
        for row in rows
        if fairness_of(row, turns.get(row.id)) != "fifo" and ends_at(row, turns.get(row.id)) <= at
    ]


def due_to_draw(at: datetime) -> list[Drop]:
    """Drops closed as long ago as their rules say, not drawn, and that need no late value from a person."""
    return [row for row, moment in to_draw() if moment <= at and not row.rules.get("late")]


def untold(before: datetime) -> list[int]:
    """Ids of revealed draws not everybody has heard of, where nobody was told anything since."""
    return list(
        Telling.objects.filter(ended_at=None, at__lt=before)
        .order_by("at")
        .values_list("reveal_id", flat=True)
    )


def unwritten(before: datetime) -> list[int]:
    """Ids of closed draws that lack a file which was due before this moment."""
    rows = Draw.objects.filter(at__lt=before)
    written = DrawFile.objects.filter(draw=OuterRef("id"))
    revealed = Exists(Reveal.objects.filter(draw=OuterRef("id"), at__lt=before))
    lacks = ~Exists(written.filter(is_revealed=True)) & revealed | ~Exists(written) & ~revealed
    return list(rows.filter(lacks).order_by("id").values_list("id", flat=True))


def to_draw() -> list[tuple[Drop, datetime]]:
    """Drops that are closed and not drawn, each with the moment it may be."""
    closed = dict(Draw.objects.exclude(id__in=Reveal.objects.values("draw_id")).values_list("drop_id", "at"))
    return [(row, draws_at(row, closed[row.id])) for row in _rows().filter(id__in=closed)]


def work_secret() -> bytes:
    """The key that signs challenges; it is made from the house's secret."""
    return bytes(salted_hmac("fanloop.drops.work", "", algorithm="sha256").digest())


def token_nonce(entry: Entry) -> int:
    """One entry always claims with one key, however often its token is made."""
    return int.from_bytes(
        salted_hmac("fanloop.drops.token", str(entry.id), algorithm="sha256").digest()[:8], "big"
    )


def _export(fan_id: int) -> list[dict[str, Any]]:
    rows = Entry.objects.select_related("drop__campaign").filter(fan=fan_id).order_by("at")
    return [
        {
            "drop": row.drop.campaign.slug, "code": row.code, "nonce": row.nonce, "tickets": row.weight,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]  # fmt: skip


fans.register_export("drops", _export)


@trail.describes("campaigns.drop", label=lambda count: ngettext("drop", "drops", count))
def describe_drops(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- a drop is public
    return {
        row.id: trail.Card(
            f"campaigns.drop:{row.id}", gettext("drop"), read(row.campaign.title), read(row.campaign.line.name),
            row.opens_at, "staged" if row.campaign.staged else "",
        )
        for row in _rows().filter(id__in=ids)
    }  # fmt: skip
