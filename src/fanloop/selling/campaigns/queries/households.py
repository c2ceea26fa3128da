"""Orders of several people that go to one door, over the limit together. For a person to look at, never a verdict."""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256

from fanloop.selling.campaigns.models import Campaign, HouseholdWord
from fanloop.selling.campaigns.queries import ref_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries.doors import Door, doors

__all__ = ["Household", "HouseholdWord", "households"]


@dataclass(frozen=True)
class Household:
    """Orders to one door, `pieces` together; `word` is what somebody said when it was as many, None while nobody looked."""

    door: str
    orders: tuple[Door, ...]
    pieces: int
    word: HouseholdWord | None


def households(campaign: Campaign) -> list[Household]:
    """Doors where more goes than one person may order, those nobody looked at first. A word holds until more is ordered."""
    book = orders.book_of(ref_of(campaign))
    at_door: dict[str, list[Door]] = defaultdict(list)
    for row in doors(book.id) if book else []:
        at_door[sha256(row.key.encode()).hexdigest()].append(row)
    words = {row.door: row for row in HouseholdWord.objects.filter(campaign=campaign).order_by("id")}
    found = [
        Household(
            door, tuple(rows), pieces, word if (word := words.get(door)) and word.pieces >= pieces else None
        )
        for door, rows in at_door.items()
        if (pieces := sum(row.pieces for row in rows)) > campaign.limit_per_person and len(rows) > 1
    ]
    return sorted(found, key=lambda each: (each.word is not None, -each.pieces, each.door))
