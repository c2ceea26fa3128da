"""When end items are made: a chosen quantity over variants and weeks, what is asked for first, the bet last."""

from collections.abc import Mapping
from dataclasses import dataclass

from fanloop.making.demand.rules.split import split
from fanloop.making.supply.rules.explode import Structure
from fanloop.making.supply.rules.terms import Terms


@dataclass(frozen=True)
class Batch:
    """`quantity` pieces of `variant` in `week` (0 is this week); `bet` of them beyond what is expected."""

    variant: int
    week: int
    quantity: int
    bet: int


def spread(quantity: int, *, asked: Mapping[int, int], first: int, weeks: int) -> tuple[Batch, ...]:
    """Split `quantity` over the variants as `asked` and evenly over `weeks` weeks from week `first`.

    Exact: batches add up to `quantity`. Batches of nothing are left out. Raises `ValueError` for a quantity or
    a number of weeks below one, and for a first week in the past.
    """
    if quantity < 1 or weeks < 1 or first < 0:
        raise ValueError(f"{quantity} pieces in {weeks} weeks from week {first} cannot be planned")
    batches = []
    for variant, total in split(quantity, asked).items():
        left = asked[variant]
        for week, pieces in split(total, dict.fromkeys(range(first, first + weeks), 1)).items():
            wanted = min(left, pieces)
            left -= wanted
            batches.append(Batch(variant, week, pieces, pieces - wanted))
    return tuple(batch for batch in batches if batch.quantity)


def longest_lead(bill: Structure, terms: Mapping[str, Terms]) -> int:
    """Weeks from today to the first end item when nothing is in stock: the longest way down, past frozen weeks."""
    way: dict[str, int] = {}
    for part in reversed(bill.parts):
        own = terms.get(part, Terms())
        way[part] = max(own.fence, *(way[child] for child, _ in bill.children[part]), 0) + own.lead
    return max(way.values(), default=0)
