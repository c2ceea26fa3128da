"""Where safety stock belongs in a chain: guaranteed service times (Graves and Willems).

Each stage quotes a service time to its customers and covers, from its own safety stock, the rest of the time until its
suppliers deliver and it has worked: holding × bound × sqrt(SI + T − S). Exact for chains that are trees, by dynamic
programming over whole periods from the leaves to one stage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


class NotATreeError(ValueError):
    """Stages that are not joined, or joined in a ring."""


@dataclass(frozen=True)
class Stage:
    """`time` in whole periods, `holding` cost of one unit and period, `most` the longest service time that may be
    quoted to customers outside, `waits` the time the outside takes to deliver.

    `bound` is what demand of one period may exceed its mean by: z × sd; of stages that only serve other stages it is
    pooled from theirs.
    """

    name: str
    time: int
    holding: float
    suppliers: tuple[str, ...] = ()
    most: int | None = None
    waits: int = 0
    bound: float = 0.0


@dataclass(frozen=True)
class Placement:
    """The service time each stage quotes, what its safety stock costs a period, and the sum."""

    quoted: Mapping[str, int]
    costs: Mapping[str, float]

    @property
    def cost(self) -> float:
        return sum(self.costs.values())


def place(stages: Sequence[Stage]) -> Placement:
    """The cheapest service times. Raises `NotATreeError`, `KeyError` for an unknown supplier."""
    return _Chain(stages).best()


class _Chain:
    """Tables of cost by (quoted, asked) time, each stage's with all that hangs on it away from the first stage."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = {one.name: one for one in stages}
        self._customers: dict[str, list[str]] = {one.name: [] for one in stages}
        for one in stages:
            for supplier in one.suppliers:
                self._customers[supplier].append(one.name)
        if sum(len(one.suppliers) for one in stages) != len(stages) - 1:
            raise NotATreeError("a chain of so many stages has one arrow fewer")
        self._longest = sum(one.time + one.waits for one in stages) + 1
        self._bounds: dict[str, float] = {}
        self._quoted: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self._tables: dict[str, Table] = {}

    def best(self) -> Placement:
        first = next(iter(self._stages))
        table = self._table(first, None)
        if len(self._tables) < len(self._stages):
            raise NotATreeError("some stages are joined to none of the others")
        quoted, asked = np.unravel_index(np.argmin(table), table.shape)
        self._settle(first, None, int(quoted), int(asked))
        costs = {name: float(self._own(name)[self._quoted[name], self._asked[name]]) for name in self._stages}
        return Placement(self._quoted, costs)

    def _bound(self, name: str) -> float:
        """Demand is pooled: independent bounds add up as their squares."""
        if name not in self._bounds:
            below = [self._bound(customer) for customer in self._customers[name]]
            self._bounds[name] = float(
                np.sqrt(self._stages[name].bound ** 2 + sum(each**2 for each in below))
            )
        return self._bounds[name]

    def _own(self, name: str) -> Table:
        """Quoted × asked: this stage's own cost, infinite where it cannot be."""
        one = self._stages[name]
        quoted, asked = np.ogrid[: self._longest, : self._longest]
        net = asked + one.time - quoted
        cost: Table = np.where(
            net >= 0, one.holding * self._bound(name) * np.sqrt(np.maximum(net, 0)), np.inf
        )
        cost[:, : one.waits] = np.inf
        if not one.suppliers:
            cost[:, one.waits + 1 :] = np.inf
        if one.most is not None:
            cost[one.most + 1 :] = np.inf
        elif not self._customers[name]:
            cost[1:] = np.inf
        return cost

    def _table(self, name: str, caller: str | None) -> Table:
        table = self._own(name)
        self._tables[name] = table
        for supplier in self._stages[name].suppliers:
            if supplier != caller:
                table += np.minimum.accumulate(self._table(supplier, name).min(axis=1))[None, :]
        for customer in self._customers[name]:
            if customer != caller:
                behind = self._table(customer, name).min(axis=0)
                table += np.minimum.accumulate(behind[::-1])[::-1][:, None]
        return table

    def _settle(self, name: str, caller: str | None, quoted: int, asked: int) -> None:
        self._quoted[name], self._asked[name] = quoted, asked
        for supplier in self._stages[name].suppliers:
            if supplier != caller:
                table = self._tables[supplier][: asked + 1]
                s, si = np.unravel_index(np.argmin(table), table.shape)
                self._settle(supplier, name, int(s), int(si))
        for customer in self._customers[name]:
            if customer != caller:
                table = self._tables[customer][:, quoted:]
                s, si = np.unravel_index(np.argmin(table), table.shape)
                self._settle(customer, name, int(s), int(si) + quoted)
