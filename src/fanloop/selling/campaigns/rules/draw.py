"""A draw anybody can repeat: what is published before fixes what can come out after.

Before the window opens: SHA-256 of a secret seed, and the rules. When it closes: the root over all entries.
Then the seed. Nobody who published the first two can choose the third, and every step is a hash.
The words and bytes are fixed in docs/makers/draws.md; `verify_draw.py` reads the same words by itself.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from fanloop.selling.campaigns.rules.merkle import leaf_hash

FORMAT = "fanloop-draw/1"
MOST_TICKETS = 100
MARK = 16
"""Hexadecimal digits of a row's mark: enough to find the row that was touched, the root does the proving."""
_BLOCK, _DIGEST = 64, 32
_INNER, _OUTER = bytes(x ^ 0x36 for x in range(256)), bytes(x ^ 0x5C for x in range(256))


class NoEntry(ValueError):
    """Fields that cannot be written into a leaf."""


@dataclass(frozen=True)
class Entrant:
    """`code` stands for a fan in this draw alone; `nonce` is the fan's own word; `weight` counts tickets.

    `at` is the moment as written, in UTC with milliseconds. Raises NoEntry for fields that hold the bar
    which parts them, or for a weight outside 1 to 100.
    """

    code: str
    nonce: str
    weight: int
    at: str

    def __post_init__(self) -> None:
        if any("|" in field or not field for field in (self.code, self.nonce, self.at)):
            raise NoEntry(f"a field of {self.code!r} is empty or holds a bar")
        if not 1 <= self.weight <= MOST_TICKETS:
            raise NoEntry(f"{self.code} has {self.weight} tickets, not 1 to {MOST_TICKETS}")


def written(moment: datetime) -> str:
    """A moment as leaves hold it: `2026-11-20T10:00:00.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def leaf(entrant: Entrant) -> bytes:
    """The 32 bytes of an entrant: code, nonce, tickets and moment, parted by bars."""
    return leaf_of(entrant.code, entrant.nonce, entrant.weight, entrant.at)


def leaf_of(code: str, nonce: str, weight: int, at: str) -> bytes:
    """The same of fields that were looked at when they were written down."""
    return leaf_hash(f"{code}|{nonce}|{weight}|{at}".encode())


def canonical(rules: Mapping[str, object]) -> bytes:
    """One way to write rules: keys in order, no spaces, UTF-8. Numbers in rules are whole.

    Raises ValueError for a number that is not.
    """
    if any(isinstance(each, float) for each in _values(rules)):
        raise ValueError("rules hold whole numbers: a fraction is written differently by different programs")
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def rules_hash(rules: Mapping[str, object]) -> str:
    return sha256(canonical(rules)).hexdigest()


def commitment(seed: bytes) -> str:
    """What is published of the seed before anybody enters."""
    return sha256(seed).hexdigest()


def mix(nonces: Sequence[str], late: str) -> bytes:
    """What the entrants brought, in leaf order, and a late value from outside (empty when there is none)."""
    return sha256(("".join(f"{nonce}|" for nonce in nonces) + late).encode()).digest()


def key(*, seed: bytes, mixed: bytes, root: bytes) -> bytes:
    """The key of the hat: no part of it is known to anybody who could still change another."""
    return sha256(seed + mixed + root).digest()


def order(leaves: Iterable[bytes], weights: Iterable[int], drawn: bytes) -> list[int]:
    """The drawn order: leaf indices, first rank first.

    Each leaf has as many tickets as its weight; a ticket's number is its HMAC, and the leaf's lowest counts.
    The least of w uniform numbers is distributed as 1-(1-u)^(1/w): the exponential key -ln(u)/w of Efraimidis and
    Spirakis (2006), with no logarithm computed and nothing rounded.
    """
    number = _hmac(drawn)
    hat = [
        (
            number(leaf)
            if weight == 1
            else min(number(leaf), *(number(leaf + n.to_bytes(4)) for n in range(2, weight + 1)))
        )
        + index.to_bytes(4)
        for index, (leaf, weight) in enumerate(zip(leaves, weights, strict=True))
    ]
    hat.sort()
    return [int.from_bytes(each[_DIGEST:]) for each in hat]


class Hat:
    """Entrants as they come, in the order of leaves. Of each 33 bytes are kept until the seed is known."""

    def __init__(self) -> None:
        self._nonces, self._leaves, self._weights = sha256(), bytearray(), bytearray()

    def put(self, leaves: bytes, nonces: str, weights: bytes) -> None:
        """The next entrants: their leaves one after the other, their nonces each with a bar behind it, their tickets."""
        self._leaves += leaves
        self._nonces.update(nonces.encode())
        self._weights += weights

    def order(self, *, seed: bytes, late: str, root: bytes) -> list[int]:
        """Leaf indices, first rank first."""
        mixed = self._nonces.copy()
        mixed.update(late.encode())
        leaves = (bytes(self._leaves[n : n + _DIGEST]) for n in range(0, len(self._leaves), _DIGEST))
        return order(leaves, self._weights, key(seed=seed, mixed=mixed.digest(), root=root))


def marks(leaves: Sequence[bytes], root_of_rules: str) -> list[str]:
    """One mark a row, each over the one before: a row changed, added or taken away shows at its place."""
    found, before = [], root_of_rules
    for each in leaves:
        before = sha256(before.encode() + each).hexdigest()[:MARK]
        found.append(before)
    return found


def _hmac(secret: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 under one key (RFC 2104), with the key's two blocks hashed once: a third of the time."""
    padded = secret.ljust(_BLOCK, b"\0")
    inner, outer = sha256(padded.translate(_INNER)).copy, sha256(padded.translate(_OUTER)).copy

    def number(message: bytes) -> bytes:
        within, around = inner(), outer()
        within.update(message)
        around.update(within.digest())
        return around.digest()

    return number


def _values(node: object) -> list[object]:
    if isinstance(node, Mapping):
        return [each for value in node.values() for each in _values(value)]
    if isinstance(node, list | tuple):
        return [each for value in node for each in _values(value)]
    return [node]
