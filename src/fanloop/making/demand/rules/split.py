"""Split a whole total over variants × markets so that the pieces add up exactly.

Largest remainder (Hare-Niemeyer): every cell gets the whole part of its exact share, the units left go to the
largest remainders, ties to the cell named first. Shares are exact fractions, so no rounding hides in them.
"""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[str, str]
Weight = int | Fraction


def split(total: int, weights: Mapping[Key, Weight]) -> dict[Key, int]:
    """Whole units per key, in the order of `weights`, adding up to `total`; each within one of its exact share.

    Weights need not add up to one. When all are zero the total is spread evenly. Raises `ValueError` for a
    negative total or weight, and for units without any key to take them.
    """
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("totals and weights are zero or more")
    if not weights:
        if total:
            raise ValueError(f"{total} units and nothing to split them over")
        return {}
    whole = Fraction(sum(weights.values()))
    exact = {
        key: total * Fraction(weight, whole) if whole else Fraction(total, len(weights))
        for key, weight in weights.items()
    }
    pieces = {key: int(share) for key, share in exact.items()}
    left = total - sum(pieces.values())
    for key in sorted(exact, key=lambda key: pieces[key] - exact[key])[:left]:
        pieces[key] += 1
    return pieces


def smoothed(counts: Mapping[Key, int], prior: Mapping[Key, Weight], *, strength: int) -> dict[Key, Fraction]:
    """Shares under a Dirichlet prior worth `strength` orders: (count + strength · prior) ÷ (all + strength).

    One share per key of `prior`, adding up to exactly one; prior weights are normalised first. A key that was
    ordered but is not in the prior raises `KeyError`; a negative count, a prior without weight or (with
    nothing counted) a strength of zero raises `ValueError`.
    """
    for key in counts:
        if key not in prior:
            raise KeyError(key)
    whole, seen = Fraction(sum(prior.values())), sum(counts.values())
    if whole <= 0 or min(prior.values()) < 0 or min(counts.values(), default=0) < 0:
        raise ValueError("counts are zero or more, and the prior needs weight")
    if strength < 0 or seen + strength == 0:
        raise ValueError("without orders a prior of some strength is needed")
    return {
        key: (counts.get(key, 0) + strength * Fraction(weight, whole)) / (seen + strength)
        for key, weight in prior.items()
    }


def cell_shares(
    counts: Mapping[Cell, int],
    *,
    variants: Sequence[str],
    markets: Sequence[str],
    strength: int = 20,
) -> dict[Cell, Fraction]:
    """Share of each (variant, market), adding up to exactly one.

    The prior is "variant and market are independent": the product of the two margins, each itself smoothed
    by one order per name, so a pair nobody chose yet gets its fair little. `strength` is that prior's worth
    in orders (assumed 20). Names outside `variants` × `markets` raise `KeyError`.
    """
    variant = _margin([(pair[0], count) for pair, count in counts.items()], variants)
    market = _margin([(pair[1], count) for pair, count in counts.items()], markets)
    prior = {(v, m): variant[v] * market[m] for v in variants for m in markets}
    return smoothed(counts, prior, strength=strength)


def _margin(counts: Sequence[tuple[str, int]], names: Sequence[str]) -> dict[str, Fraction]:
    sums: dict[str, int] = {}
    for name, count in counts:
        sums[name] = sums.get(name, 0) + count
    return smoothed(sums, dict.fromkeys(names, 1), strength=len(names))
