"""Write everything of a kind into the search anew: for homes that were filled before it was found, or by other rules.

A room says with `everything(kind)` how all its rows of a kind are written; what it hides it leaves out. Writing them
again replaces what stands there, so it may be done at any time, while people search.
"""

from collections.abc import Callable, Iterable

Writes = Callable[[], int]
_rooms: dict[str, Writes] = {}


def everything(kind: str) -> Callable[[Writes], Writes]:
    """Register the function that writes every row of a kind into the search and returns how many it wrote."""

    def register(writes: Writes) -> Writes:
        if kind in _rooms:
            raise ValueError(f"{kind} is written by {_rooms[kind].__module__} already")
        _rooms[kind] = writes
        return writes

    return register


def kinds() -> list[str]:
    """Every kind that can be found, by name."""
    return sorted(_rooms)


def again(wanted: Iterable[str] = ()) -> dict[str, int]:
    """Write these kinds anew, or all of them; kind → how many. Raises KeyError for one that nobody writes.

    Each batch of a room is a transaction of its own: one that is stopped halfway is begun again.
    """
    return {kind: _rooms[kind]() for kind in (list(wanted) or kinds())}
