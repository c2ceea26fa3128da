"""How far a reply is set in. Talk is read in the order it came; what answers the words right above it stands deeper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DEEPEST = 4


@dataclass(frozen=True)
class Place:
    """Where a reply stands: how deep it is set in, and whether it must say whom it answers because that is elsewhere."""

    depth: int
    quotes: bool


def places(rows: Sequence[tuple[int, int | None, int]]) -> list[Place]:
    """A place for each `(id, parent id, own depth)` in reading order.

    A reply goes one deeper than its parent while the branch of that parent is the one being read. Anywhere
    else it stands at the edge and quotes. A reply without a parent keeps the depth it was imported with.

    >>> [place.depth for place in places([(1, None, 0), (2, 1, 1), (3, 2, 2), (4, 1, 1), (5, 3, 3)])]
    [0, 1, 2, 1, 0]
    """
    branch: list[int] = []
    found = []
    for row_id, parent_id, own in rows:
        if parent_id is None:
            branch = [row_id]
            found.append(Place(min(own, DEEPEST), quotes=False))
        elif parent_id in branch:
            depth = branch.index(parent_id) + 1
            branch = [*branch[:depth], row_id]
            found.append(Place(min(depth, DEEPEST), quotes=False))
        else:
            branch = [row_id]
            found.append(Place(0, quotes=True))
    return found


def missing(rows: Iterable[tuple[int, int | None, int]]) -> set[int]:
    """Parents that are answered on a page and do not stand on it."""
    rows = list(rows)
    return {parent for _, parent, _ in rows if parent is not None} - {row_id for row_id, _, _ in rows}
