"""A bill of materials as a graph: parents, children, and the one thing it may not hold, a circle."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class NewPart:
    """A part as a file names it. `kind` is "part" or "assembly"."""

    number: str
    name: str
    kind: str = "part"
    unit: str = "each"
    unit_assumed: bool = False
    source_key: str | None = None


@dataclass(frozen=True)
class NewBomLine:
    """`quantity` `unit` of `child` into one `parent`, both by part number."""

    parent: str
    child: str
    quantity: Decimal
    unit: str = "each"
    reference: str = ""
    comment: str = ""
    position: int = 0


class BomRefused(ValueError):
    """A bill of materials that cannot be built; the message names the parts."""


def find_circle(edges: Iterable[tuple[str, str]]) -> list[str]:
    """One circle as part numbers, first one again at the end; empty where the graph has none.

    Iterative depth first search, so a deep bill cannot exhaust the stack. O(parts + lines).

    >>> find_circle([("lamp", "head"), ("head", "bulb"), ("bulb", "lamp")])
    ['lamp', 'head', 'bulb', 'lamp']
    """
    children: dict[str, list[str]] = {}
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
    done: set[str] = set()
    for start in children:
        circle = _circle_from(start, children, done)
        if circle:
            return circle
    return []


def _circle_from(start: str, children: dict[str, list[str]], done: set[str]) -> list[str]:
    path: list[str] = []
    on_path: set[str] = set()
    waiting = [(start, False)]
    while waiting:
        part, is_left = waiting.pop()
        if is_left:
            on_path.discard(path.pop())
            done.add(part)
            continue
        if part in on_path:
            return [*path[path.index(part) :], part]
        if part in done:
            continue
        path.append(part)
        on_path.add(part)
        waiting.append((part, True))
        waiting.extend((child, False) for child in reversed(children.get(part, ())))
    return []


def check(lines: Iterable[NewBomLine], *, existing: Iterable[tuple[str, str]] = ()) -> None:
    """Refuse what cannot be built: nothing or less of a part, and circles, also through existing lines."""
    lines = list(lines)
    for line in lines:
        if line.quantity <= 0:
            raise BomRefused(
                f"{line.parent} cannot hold {line.quantity} of {line.child}: a quantity is above zero"
            )
    circle = find_circle([*existing, *((line.parent, line.child) for line in lines)])
    if circle:
        raise BomRefused(f"a part cannot be inside itself: {' → '.join(circle)}")
