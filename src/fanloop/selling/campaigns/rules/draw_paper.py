"""The published paper of a draw, and what is wrong with it.

A fault is a code and, where one can be named, the number of the leaf (from 1). Faces and commands word it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from fanloop.selling.campaigns.rules import draw, merkle
from fanloop.selling.campaigns.rules.draw import Entrant, NoEntry

Code = Literal[
    "format",
    "rules",
    "leaf",
    "twice",
    "weight",
    "count",
    "root",
    "commitment",
    "order",
    "until",
    "path",
    "elsewhere",
    "seal",
    "left_out",
]


@dataclass(frozen=True)
class Fault:
    code: Code
    leaf: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Checked:
    """`faults` in the order a reader should look at them, the first wrong leaf in front; none when all is well."""

    faults: tuple[Fault, ...]
    entries: int
    is_revealed: bool

    @property
    def is_good(self) -> bool:
        return not self.faults

    @property
    def first_wrong_leaf(self) -> int:
        """Its number, from 1; 0 when no single leaf can be named."""
        return next((fault.leaf for fault in self.faults if fault.leaf), 0)


def paper(
    *,
    drop: str,
    rules: Mapping[str, object],
    commitment: str,
    entrants: Sequence[Entrant],
    seed: bytes = b"",
    late: str = "",
    until: str = "",
) -> dict[str, Any]:
    """Everything published of a draw, as plain JSON; the order only once the seed is.

    `until` is the moment before which an entry counts, said once entries are closed.
    """
    leaves = [draw.leaf(each) for each in entrants]
    rules_hash = draw.rules_hash(rules)
    marks = draw.marks(leaves, rules_hash)
    root = merkle.root(leaves)
    found = drawn(entrants, leaves, root, seed=seed, late=late) if seed else []
    return {
        "format": draw.FORMAT,
        "drop": drop,
        "rules": dict(rules),
        "rules_hash": rules_hash,
        "commitment": commitment,
        "count": len(leaves),
        "root": root.hex(),
        "until": until,
        "late": late,
        "seed": seed.hex(),
        "order": [index + 1 for index in found],
        "entries": [
            [each.code, each.nonce, each.weight, each.at, mark]
            for each, mark in zip(entrants, marks, strict=True)
        ],
    }


def drawn(
    entrants: Sequence[Entrant], leaves: Sequence[bytes], root: bytes, *, seed: bytes, late: str
) -> list[int]:
    """The order of a draw as leaf indices, from its seed and everything the seed meets."""
    mixed = draw.mix([each.nonce for each in entrants], late)
    return draw.order(leaves, [each.weight for each in entrants], draw.key(seed=seed, mixed=mixed, root=root))


def check(found: Mapping[str, Any], *, root: str = "", commitment: str = "") -> Checked:
    """Repeat a draw from its paper. `root` and `commitment` are what was published before, when somebody kept them.

    A row that was changed, added or taken away is named by its number. When every row and mark was
    made anew no row can be named, and the root that was published before gives it away.
    """
    try:
        seed = bytes.fromhex(found["seed"])
        rows = [Entrant(*row[:4]) for row in _rows(found)]
        stated = [str(row[4]) for row in found["entries"]]
        rules_hash = draw.rules_hash(found["rules"])
        faults = list(_faults(found, rows, stated, seed, rules_hash, published=(root, commitment)))
        faults += [] if faults else _wrong_order(found, rows, seed)
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        leaf = problem.leaf if isinstance(problem, _BadRow) else 0
        return Checked((Fault("leaf" if leaf else "format", leaf, str(problem)),), 0, is_revealed=False)
    faults.sort(key=lambda fault: not fault.leaf)
    return Checked(tuple(faults), len(rows), bool(seed))


def windows(rules: Mapping[str, Any]) -> set[str]:
    """When entries may close by published rules: as they say, or so long after the opening where a crowd made a lottery of it."""
    found = {str(rules.get("entry_closes_at", ""))}
    if hours := rules.get("if_crowded", {}).get("hours"):
        found.add(draw.written(datetime.fromisoformat(rules["opens_at"]) + timedelta(hours=hours)))
    return found


class _BadRow(ValueError):
    def __init__(self, leaf: int, why: str) -> None:
        super().__init__(why)
        self.leaf = leaf


def _rows(found: Mapping[str, Any]) -> Iterable[list[Any]]:
    for number, row in enumerate(found["entries"], 1):
        try:
            code, nonce, weight, at, _mark = row
            if type(weight) is not int:
                raise NoEntry(f"{weight!r} is no number of tickets")
            Entrant(code, nonce, weight, at)
        except (TypeError, ValueError) as problem:
            raise _BadRow(number, str(problem)) from problem
        yield row


def _faults(
    found: Mapping[str, Any],
    rows: Sequence[Entrant],
    stated: Sequence[str],
    seed: bytes,
    rules_hash: str,
    *,
    published: tuple[str, str],
) -> Iterable[Fault]:
    leaves = [draw.leaf(each) for each in rows]
    root = merkle.root(leaves)
    if found["format"] != draw.FORMAT:
        yield Fault("format", 0, str(found["format"]))
    if found["rules_hash"] != rules_hash:
        yield Fault("rules")
    yield from _wrong_rows(found, rows, leaves, stated)
    if found["root"] != root.hex() or (published[0] and published[0] != found["root"]):
        yield Fault("root")
    if found.get("until") and found["until"] not in windows(found["rules"]):
        yield Fault("until", 0, str(found["until"]))
    if published[1] and published[1] != found["commitment"]:
        yield Fault("commitment")
    if seed and draw.commitment(seed) != found["commitment"]:
        yield Fault("commitment")


def _wrong_order(found: Mapping[str, Any], rows: Sequence[Entrant], seed: bytes) -> Iterable[Fault]:
    """The first rank that is wrong, by the leaf that belongs there; asked only when all that it rests on is right."""
    leaves = [draw.leaf(each) for each in rows]
    true = drawn(rows, leaves, merkle.root(leaves), seed=seed, late=found["late"]) if seed else []
    told = found["order"]
    for rank, index in enumerate(true, 1):
        if told[rank - 1 : rank] != [index + 1]:
            yield Fault("order", index + 1, str(rank))
            return
    if len(told) > len(true):
        yield Fault("order", 0, str(len(true) + 1))


def _wrong_rows(
    found: Mapping[str, Any], rows: Sequence[Entrant], leaves: Sequence[bytes], stated: Sequence[str]
) -> Iterable[Fault]:
    """The first row that is wrong; those after it are wrong because of it."""
    before = found["rules_hash"]
    for number, (leaf, mark) in enumerate(zip(leaves, stated, strict=True), 1):
        if draw.marks([leaf], before) != [mark]:
            yield Fault("leaf", number)
            break
        before = mark
    if len(rows) != found["count"]:
        yield Fault("count", min(len(rows), found["count"]) + 1)
    allowed = set(found["rules"].get("tickets", {"everyone": 1}).values())
    for number, row in enumerate(rows, 1):
        if row.weight not in allowed:
            yield Fault("weight", number)
            break
    most, times = Counter(row.code for row in rows).most_common(1)[0] if rows else ("", 0)
    if times > 1:
        second = [number for number, row in enumerate(rows, 1) if row.code == most][1]
        yield Fault("twice", second)
