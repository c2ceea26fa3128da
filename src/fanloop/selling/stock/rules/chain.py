"""A chain over batches of claims: each link's hash covers its claims and the link before.

`hash` = SHA-256 of these lines in UTF-8, joined by line feeds: the hash before (64 zeros at first); the pool's number, the
first and the last number of the batch; then for each claim its number, fan, slot, quantity, microseconds since 1970 and
key. Words of a line are joined by one space. PostgreSQL writes it (`stock_chain`), this reads it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

START = "0" * 64


@dataclass(frozen=True)
class Link:
    """One batch: the claims numbered `first` to `last`."""

    first: int
    last: int
    prev: str
    hash: str


@dataclass(frozen=True)
class Row:
    """What the chain says of one claim; `at` in microseconds since 1970."""

    number: int
    fan_id: int
    slot: int
    quantity: int
    at: int
    key: str

    @property
    def line(self) -> str:
        return f"{self.number} {self.fan_id} {self.slot} {self.quantity} {self.at} {self.key}"


def digest(pool: int, prev: str, first: int, last: int, rows: Iterable[Row]) -> str:
    """The hash of one link, in hexadecimal."""
    lines = [prev, f"{pool} {first} {last}", *(row.line for row in rows)]
    return sha256("\n".join(lines).encode()).hexdigest()


def first_wrong(pool: int, links: Sequence[Link], rows: Sequence[Row]) -> Link | None:
    """The first link that does not hold what it says, None when all do. Both in the order of their numbers.

    A claim beyond the last link makes a link of its own, so that it is named too.
    """
    prev, next_, place = START, 1, 0
    for link in links:
        end = place
        while end < len(rows) and rows[end].number <= link.last:
            end += 1
        batch = rows[place:end]
        sound = link.first == next_ and link.prev == prev and len(batch) == link.last - link.first + 1
        if not sound or digest(pool, prev, link.first, link.last, batch) != link.hash:
            return link
        prev, next_, place = link.hash, link.last + 1, end
    return Link(rows[place].number, rows[-1].number, prev, "") if place < len(rows) else None
