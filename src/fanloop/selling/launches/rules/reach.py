"""Whom a message reaches: of those it is meant for, who agreed, was not written to yet, and has not had enough."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Reach:
    """People by their key: to whom it is written, and who had enough in these seven days."""

    write: tuple[str, ...]
    enough: tuple[str, ...]


def reach(
    meant: Iterable[str], *, agreed: Collection[str], done: Collection[str], had: Mapping[str, int], most: int
) -> Reach:
    """`had` counts what a person got in the last seven days. The order of `meant` stays; a person comes once.

    >>> reach(["a", "b", "c", "a"], agreed={"a", "c"}, done=set(), had={"c": 2}, most=2)
    Reach(write=('a',), enough=('c',))
    """
    asked = [one for one in dict.fromkeys(meant) if one in agreed and one not in done]
    write = tuple(one for one in asked if had.get(one, 0) < most)
    return Reach(write, tuple(one for one in asked if had.get(one, 0) >= most))
