"""How much to order at once, when an order costs something and so does what lies on the shelf.

Classical formulas, each tested against the numbers that stockpyl publishes (Snyder and Shen, *Fundamentals of Supply
Chain Theory*). Costs are of one period, `demand` is the demand of one period.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

_ROUNDS = 1_000
_CLOSE = 1e-10


def economic(*, order: float, holding: float, demand: float) -> tuple[float, float]:
    """Economic order quantity and its cost: sqrt(2KD/h)."""
    _positive(order=order, holding=holding, demand=demand)
    return math.sqrt(2 * order * demand / holding), math.sqrt(2 * order * demand * holding)


def economic_with_loss(
    *, order: float, holding: float, demand: float, mean: float, sd: float
) -> tuple[float, float]:
    """The same when each delivery differs by a random amount (`mean` below zero: pieces are missing)."""
    _positive(order=order, holding=holding, demand=demand)
    size = math.sqrt(2 * order * demand / holding + sd**2)
    return size - mean, holding * size


def with_discount(
    *, order: float, interest: float, demand: float, breaks: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Quantity and cost under all-units discounts; `breaks` are (from, price) by rising quantity, the first from 0."""
    _positive(order=order, interest=interest, demand=demand)
    if not breaks or breaks[0][0] != 0 or [at for at, _ in breaks] != sorted({at for at, _ in breaks}):
        raise ValueError("price breaks begin at 0 and rise")
    found = []
    for (start, price), end in zip(breaks, [*(at for at, _ in breaks[1:]), math.inf], strict=True):
        quantity = max(economic(order=order, holding=interest * price, demand=demand)[0], start)
        if quantity < end or start == quantity:
            cost = price * demand + order * demand / quantity + interest * price * quantity / 2
            found.append((cost, quantity))
    cost, quantity = min(found)
    return quantity, cost


def over_periods(*, order: float, holding: float, demand: Sequence[float]) -> tuple[tuple[float, ...], float]:
    """Wagner and Whitin: how much to order in which period, and the cost of it; exact."""
    best, start = [0.0], [0]
    for end in range(1, len(demand) + 1):
        costs = [
            best[begin]
            + order * bool(any(demand[begin:end]))
            + holding * sum((at - begin) * demand[at] for at in range(begin, end))
            for begin in range(end)
        ]
        start.append(costs.index(min(costs)))
        best.append(min(costs))
    plan, end = [0.0] * len(demand), len(demand)
    while end:
        plan[start[end]] = float(sum(demand[start[end] : end]))
        end = start[end]
    return tuple(plan), best[-1]


def reorder(
    *, order: float, holding: float, penalty: float, demand: float, sd: float, lead: float
) -> tuple[float, float, float]:
    """Reorder point, quantity and cost of an (r, Q) policy, by the expected-inventory-level approximation.

    Normal demand; `penalty` for each piece that has to wait; `lead` in periods.
    """
    _positive(order=order, holding=holding, penalty=penalty, demand=demand, sd=sd, lead=lead)
    mean, spread = demand * lead, sd * math.sqrt(lead)
    quantity, point, waiting = economic(order=order, holding=holding, demand=demand)[0], 0.0, 0.0
    for _ in range(_ROUNDS):
        z = float(stats.norm.ppf(1 - quantity * holding / (penalty * demand)))
        point, waiting = mean + z * spread, spread * float(stats.norm.pdf(z) - z * stats.norm.sf(z))
        before, quantity = quantity, math.sqrt(2 * demand * (order + penalty * waiting) / holding)
        if abs(quantity - before) < _CLOSE * quantity:
            break
    held = holding * (point - mean + quantity / 2)
    return point, quantity, held + (order + penalty * waiting) * demand / quantity


@dataclass(frozen=True)
class Item:
    """One thing ordered together with others: what naming it on the order costs, holding, demand."""

    order: float
    holding: float
    demand: float = 1.0


def together(*, order: float, items: Sequence[Item]) -> tuple[float, tuple[int, ...], float]:
    """Joint replenishment: the time between orders, every how manieth order has each item, and the cost.

    Exact among such cycles: between two lengths at which a multiple changes the cost is convex, and each such piece
    is tried at its own best length.
    """
    _positive(order=order)
    weights = [item.holding * item.demand for item in items]
    most = math.sqrt(2 * (order + sum(item.order for item in items)) / min(weights))
    edges = sorted(
        {
            math.sqrt(2 * item.order / (weight * m * (m + 1)))
            for item, weight in zip(items, weights, strict=True)
            for m in range(1, 200)
        }
        | {most}
    )
    found = []
    for edge in edges:
        many = tuple(
            _multiple(item.order, weight, edge * (1 - 1e-9))
            for item, weight in zip(items, weights, strict=True)
        )
        fixed = order + sum(item.order / m for item, m in zip(items, many, strict=True))
        held = sum(weight * m for weight, m in zip(weights, many, strict=True)) / 2
        found.append((2 * math.sqrt(fixed * held), math.sqrt(fixed / held), many))
    cost, time, many = min(found)
    return time, many, cost


def _multiple(order: float, weight: float, time: float) -> int:
    """The least m with m (m + 1) ≥ 2 k / (h T²)."""
    ratio = 2 * order / (weight * time**2)
    return max(1, math.ceil((-1 + math.sqrt(1 + 4 * ratio)) / 2 - 1e-12))


def _positive(**values: float) -> None:
    wrong = [name for name, value in values.items() if value <= 0]
    if wrong:
        raise ValueError(f"{', '.join(wrong)} must be above zero")
