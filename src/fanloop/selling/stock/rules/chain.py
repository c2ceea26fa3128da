"""A chain over batches of claims: each link's hash covers its claims and the link before.

`hash` = SHA-256 of these lines in UTF-8, joined by line feeds: the hash before (64 zeros at first); the pool's number, the
first and the last number of the batch; then a line for each claim. Words of a line are joined by one space. PostgreSQL
writes it (`stock_chain`), this reads it again.

The line of a claim is its number, quantity, microseconds since 1970 and mark; the mark is the SHA-256 of the batch's salt,
the fan, the slot and the key. So the chain can be published: everybody counts and checks it, nobody reads who claimed.
Batches from before there were salts hold fan, slot and key themselves; of these only the hashes are published.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

START = "0" * 64
FORMAT = "fanloop-chain/1"


@dataclass(frozen=True)
class Link:
    """One batch: the claims numbered `first` to `last`."""

    first: int
    last: int
    prev: str
    hash: str
    salt: str = ""


@dataclass(frozen=True)
class Row:
    """What the chain says of one claim; `at` in microseconds since 1970."""

    number: int
    fan_id: int
    slot: int
    quantity: int
    at: int
    key: str

    def line(self, salt: str) -> str:
        if not salt:
            return f"{self.number} {self.fan_id} {self.slot} {self.quantity} {self.at} {self.key}"
        return " ".join(map(str, self.shown(salt)))

    def shown(self, salt: str) -> tuple[int, int, int, str]:
        """What everybody may see of it: number, quantity, moment and mark."""
        mark = sha256(f"{salt} {self.fan_id} {self.slot} {self.key}".encode()).hexdigest()
        return self.number, self.quantity, self.at, mark


@dataclass(frozen=True)
class Checked:
    """What a published chain says when it is read again.

    `wrong` is the first batch that is not what it says and `why` a code: format, gap, prev, count, hash or head. Of
    `closed` batches the claims are not published.
    """

    pool: int
    batches: int
    claims: int
    pieces: int
    head: str
    closed: int = 0
    wrong: Link | None = None
    why: str = ""

    @property
    def ok(self) -> bool:
        return not self.why


def digest(pool: int, prev: str, first: int, last: int, lines: Iterable[str]) -> str:
    """The hash of one link, in hexadecimal."""
    return sha256("\n".join([prev, f"{pool} {first} {last}", *lines]).encode()).hexdigest()


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
        lines = (row.line(link.salt) for row in batch)
        if not sound or digest(pool, prev, link.first, link.last, lines) != link.hash:
            return link
        prev, next_, place = link.hash, link.last + 1, end
    return Link(rows[place].number, rows[-1].number, prev, "") if place < len(rows) else None


def published(pool: int, batches: Iterable[tuple[Link, Sequence[Row]]]) -> Iterator[str]:
    """A chain for everybody, line by line: what it is, then one batch a line."""
    yield _json({"format": FORMAT, "pool": pool})
    for link, rows in batches:
        said = {"first": link.first, "last": link.last, "prev": link.prev, "hash": link.hash}
        yield _json(said | {"claims": [row.shown(link.salt) for row in rows] if link.salt else None})


def check(lines: Iterable[str], *, head: str = "") -> Checked:
    """Read a published chain again; `head` is the last hash as somebody has seen it on the page.

    Raises ValueError where a line is no JSON of this form.
    """
    told: Checked | None = None
    next_ = 1
    for line in lines:
        said = json.loads(line)
        if told is None:
            if not isinstance(said, dict) or said.get("format") != FORMAT:
                return Checked(0, 0, 0, 0, "", why="format")
            told = Checked(int(said["pool"]), 0, 0, 0, START)
            continue
        link = Link(int(said["first"]), int(said["last"]), str(said["prev"]), str(said["hash"]))
        if why := _fault(told, link, said["claims"], next_):
            return replace(told, wrong=link, why=why)
        told, next_ = _on(told, link, said["claims"]), link.last + 1
    if told is None:
        return Checked(0, 0, 0, 0, "", why="format")
    return replace(told, why="head") if head and head != told.head else told


def _fault(told: Checked, link: Link, claims: list[list[Any]] | None, next_: int) -> str:
    if link.first != next_ or link.last < link.first:
        return "gap"
    if link.prev != told.head:
        return "prev"
    if claims is None:
        return ""
    if [row[0] for row in claims] != list(range(link.first, link.last + 1)):
        return "count"
    lines = (" ".join(map(str, row)) for row in claims)
    return "" if digest(told.pool, told.head, link.first, link.last, lines) == link.hash else "hash"


def _on(told: Checked, link: Link, claims: list[list[Any]] | None) -> Checked:
    pieces = sum(int(row[1]) for row in claims or ())
    return Checked(
        told.pool,
        told.batches + 1,
        link.last,
        told.pieces + pieces,
        link.hash,
        told.closed + (claims is None),
    )


def _json(said: dict[str, Any]) -> str:
    return json.dumps(said, separators=(",", ":")) + "\n"
