"""Boosted regression trees on binned columns, for the median: small enough to read, fast enough for a request.

Friedman 2001, "Greedy function approximation", algorithm 3 (least absolute deviation): each tree is grown on the
signs of what is left, each leaf moves by a part of the median left in it. Rows and columns are drawn anew for each
tree. A thousand rows by forty columns take about a fifth of a second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

BINS = 24
DEPTH = 3
LEAVES = 2**DEPTH


@dataclass(frozen=True)
class Tree:
    """`column` and `above` of each inner node in heap order (column -1: all go left), `moves` of each leaf."""

    column: Wholes
    above: Wholes
    moves: Floats


@dataclass(frozen=True)
class Boosted:
    """The median of everything learned from, moved by every tree; `edges` cut each column into bins."""

    start: float
    edges: tuple[Floats, ...]
    trees: tuple[Tree, ...]

    def predict(self, rows: Floats) -> Floats:
        """One number per row of `rows` (rows, columns)."""
        codes = _codes(rows, self.edges)
        told = np.full(len(rows), self.start)
        for tree in self.trees:
            told += tree.moves[_leaves(codes, tree.column, tree.above)]
        return told


def boost(
    rows: Floats,
    targets: Floats,
    *,
    seed: int,
    rounds: int = 200,
    rate: float = 0.05,
    fewest: int = 15,
    part: float = 0.5,
    share: float = 0.3,
) -> Boosted:
    """Learn the median of `targets` (rows,) from `rows` (rows, columns).

    Each tree sees `part` of the rows and `share` of the columns, no leaf is split off with fewer than `fewest`
    rows, and it moves the answer by `rate` of what it found. Equal input and seed give an equal answer.
    """
    chance = np.random.default_rng(seed)
    cuts = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = tuple(np.unique(np.quantile(column, cuts)) for column in rows.T)
    codes = _codes(rows, edges)
    count, width = rows.shape
    told = np.full(count, float(np.median(targets)))
    trees = []
    for _ in range(rounds):
        drawn = chance.choice(count, max(1, int(part * count)), replace=False)
        columns = chance.choice(width, max(1, int(share * width)), replace=False)
        left = targets - told
        column, above = _grow(codes[drawn], np.sign(left[drawn]), columns, fewest)
        leaves = _leaves(codes, column, above)
        moves = rate * _medians(left[drawn], leaves[drawn])
        told += moves[leaves]
        trees.append(Tree(column, above, moves))
    return Boosted(float(np.median(targets)), edges, tuple(trees))


def _codes(rows: Floats, edges: tuple[Floats, ...]) -> Wholes:
    places = [np.searchsorted(edge, column, side="right") for edge, column in zip(edges, rows.T, strict=True)]
    return np.stack(places, axis=1).astype(np.int64)


def _grow(codes: Wholes, signs: Floats, columns: Wholes, fewest: int) -> tuple[Wholes, Wholes]:
    """Level by level; all nodes and columns of a level are searched in one histogram."""
    nodes = np.zeros(len(codes), dtype=np.int64)
    column, above = np.full(LEAVES - 1, -1, dtype=np.int64), np.zeros(LEAVES - 1, dtype=np.int64)
    seen = codes[:, columns]
    for level in range(DEPTH):
        first, wide = 2**level - 1, 2**level
        best, gains = _best(seen, signs, nodes - first, wide, fewest)
        found = gains > 0
        column[first : first + wide] = np.where(found, columns[best // BINS], -1)
        above[first : first + wide] = best % BINS
        nodes = _step(codes, nodes, column, above)
    return column, above


def _best(seen: Wholes, signs: Floats, nodes: Wholes, wide: int, fewest: int) -> tuple[Wholes, Floats]:
    """For each node of a level the best (column, bin) as one number, and how much squared error it takes away."""
    width = seen.shape[1]
    keys = ((nodes[:, None] * width + np.arange(width)) * BINS + seen).ravel()
    shape, size = (wide, width, BINS), wide * width * BINS
    counts = np.bincount(keys, minlength=size).reshape(shape).cumsum(axis=2)
    sums = np.bincount(keys, weights=np.repeat(signs, width), minlength=size).reshape(shape).cumsum(axis=2)
    others, rest = counts[:, :, -1:] - counts, sums[:, :, -1:] - sums
    whole = sums[:, :, -1:] ** 2 / np.maximum(counts[:, :, -1:], 1)
    gains = sums**2 / np.maximum(counts, 1) + rest**2 / np.maximum(others, 1) - whole
    gains = np.where((counts >= fewest) & (others >= fewest), gains, -1.0).reshape(wide, -1)
    return gains.argmax(axis=1), gains.max(axis=1)


def _step(codes: Wholes, nodes: Wholes, column: Wholes, above: Wholes) -> Wholes:
    """The child each row goes to; where nothing was split, the left one."""
    asked = column[nodes]
    right = (asked >= 0) & (codes[np.arange(len(codes)), asked] > above[nodes])
    children: Wholes = 2 * nodes + 1 + right
    return children


def _leaves(codes: Wholes, column: Wholes, above: Wholes) -> Wholes:
    nodes = np.zeros(len(codes), dtype=np.int64)
    for _ in range(DEPTH):
        nodes = _step(codes, nodes, column, above)
    leaves: Wholes = nodes - (LEAVES - 1)
    return leaves


def _medians(values: Floats, leaves: Wholes) -> Floats:
    held = (values[leaves == leaf] for leaf in range(LEAVES))
    return np.array([float(np.median(one)) if len(one) else 0.0 for one in held])
