"""How much of a build was tried: a table of features by devices, each with what the last trials said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fanloop.releasing.beta.rules.words import BLOCKED, FAILS, WORKS


@dataclass(frozen=True)
class Tried:
    """One tester's last word about a feature on a device."""

    feature: int
    device: str
    outcome: str


@dataclass(frozen=True)
class Cell:
    """How many testers say that a feature works, fails or blocks on one device."""

    device: str
    works: int = 0
    fails: int = 0
    blocked: int = 0

    @property
    def tried(self) -> int:
        return self.works + self.fails + self.blocked


@dataclass(frozen=True)
class Row:
    """One feature over all devices."""

    feature: int
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Coverage:
    """Features × devices. `devices` are keys and names in the order of the cells."""

    devices: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def covered(self) -> int:
        """Cells in which somebody tried something."""
        return sum(1 for row in self.rows for cell in row.cells if cell.tried)

    @property
    def share(self) -> float:
        """Covered cells of all, 0 to 1; 0 where there is nothing to try."""
        return self.covered / self.cells if self.cells else 0.0


def table(
    features: Sequence[tuple[int, str]], devices: Sequence[tuple[str, str]], trials: Iterable[Tried]
) -> Coverage:
    """Put trials into the cells. What was tried on a device nobody listed, or a feature nobody asked for, is left out."""
    counts: dict[tuple[int, str, str], int] = {}
    for one in trials:
        key = (one.feature, one.device, one.outcome)
        counts[key] = counts.get(key, 0) + 1

    def cell(feature: int, device: str) -> Cell:
        said = (counts.get((feature, device, outcome), 0) for outcome in (WORKS, FAILS, BLOCKED))
        return Cell(device, *said)

    rows = tuple(
        Row(feature, title, tuple(cell(feature, key) for key, _name in devices))
        for feature, title in features
    )
    return Coverage(tuple(devices), rows)
