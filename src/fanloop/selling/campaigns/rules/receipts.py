"""A fan's receipt: the own entry under the maker's seal from the moment it is made, and its way up to the root once
entries are closed. Whoever holds one can show that an entry was taken, and that a root was published without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fanloop.selling.campaigns.rules import draw, merkle
from fanloop.selling.campaigns.rules.draw import Entrant
from fanloop.selling.campaigns.rules.draw_paper import Fault
from fanloop.selling.campaigns.rules.seal import is_sealed, mark, public, seal

FORMAT = "fanloop-receipt/2"
Came = Literal["counted", "open", "after", "nowhere"]


@dataclass(frozen=True)
class Held:
    """A receipt beside the paper of its draw: what became of the entry, its leaf and rank (0: none yet), and what is wrong."""

    came: Came
    leaf: int
    rank: int
    faults: tuple[Fault, ...]


def at_entry(*, drop: str, rules_hash: str, entrant: Entrant, secret: bytes) -> dict[str, Any]:
    """The receipt as it is handed out at entry; without a `secret` nothing is sealed, as in drops before there were seals."""
    leaf = draw.leaf(entrant).hex()
    kept = {
        "format": FORMAT,
        "drop": drop,
        "rules_hash": rules_hash,
        "code": entrant.code,
        "nonce": entrant.nonce,
        "weight": entrant.weight,
        "at": entrant.at,
        "leaf": leaf,
    }
    if not secret:
        return kept
    return kept | {"key": public(secret), "seal": seal(secret, _words(kept, leaf))}


def climbing(
    kept: Mapping[str, Any], *, root: str, entries: int, number: int, path: Sequence[bytes]
) -> dict[str, Any]:
    """A receipt with its way up to the published root; `number` counts from 1."""
    return {
        **kept, "root": root, "entries": entries, "number": number, "path": [each.hex() for each in path],
    }  # fmt: skip


def receipt(
    found: Mapping[str, Any], rows: Sequence[Sequence[bytes]], index: int, *, secret: bytes = b""
) -> dict[str, Any]:
    """One fan's receipt from a paper and the tree over it; `index` counts from 0."""
    kept = at_entry(
        drop=found["drop"], rules_hash=found["rules_hash"], entrant=Entrant(*found["entries"][index][:4]), secret=secret
    )  # fmt: skip
    path = merkle.path(rows, index)
    return climbing(kept, root=found["root"], entries=len(rows[0]), number=index + 1, path=path)


def check_receipt(kept: Mapping[str, Any], *, root: str = "", key: str = "") -> tuple[Fault, ...]:
    """What is wrong with a receipt by itself. `root` is the one that was published, `key` what the rules name for seals."""
    try:
        entrant = Entrant(kept["code"], kept["nonce"], kept["weight"], kept["at"])
        leaf, number = draw.leaf(entrant).hex(), int(kept.get("number", 0))
        if leaf != kept["leaf"]:
            return (Fault("leaf", number),)
        faults = [] if not key or _is_good(kept, leaf, key) else [Fault("seal")]
        if "path" in kept and not _climbs(kept):
            faults.append(Fault("path", number))
    except (KeyError, TypeError, ValueError) as problem:
        return (Fault("format", 0, str(problem)),)
    elsewhere = root and root != kept.get("root", root)
    return tuple([*faults, Fault("elsewhere")] if elsewhere else faults)


def held_against(kept: Mapping[str, Any], paper: Mapping[str, Any]) -> Held:
    """A receipt beside the paper of its draw, which is checked by itself (`draw_paper.check`).

    An entry that was sealed in time and stands in no closed draw was left out, and the receipt proves it.
    """
    try:
        rules, rows = paper["rules"], [list(each[:4]) for each in paper["entries"]]
        faults = list(check_receipt(kept, root=paper["root"], key=rules.get("receipts", "")))
        if kept.get("rules_hash", draw.rules_hash(rules)) != draw.rules_hash(rules):
            faults.append(Fault("rules"))
        row = [kept["code"], kept["nonce"], kept["weight"], kept["at"]]
        if row in rows:
            leaf = rows.index(row) + 1
            rank = paper["order"].index(leaf) + 1 if leaf in paper["order"] else 0
            return Held("counted", leaf, rank, tuple(faults))
        came = _outside(str(kept["at"]), paper)
    except (KeyError, TypeError, ValueError) as problem:
        return Held("nowhere", 0, 0, (Fault("format", 0, str(problem)),))
    if came == "nowhere":
        faults.append(Fault("left_out", 0, str(kept["code"])))
    return Held(came, 0, 0, tuple(faults))


def _outside(at: str, paper: Mapping[str, Any]) -> Came:
    """Why an entry of this moment is in no paper: a window is never shorter than the rules say, whatever the paper claims."""
    if not (paper.get("until") or paper["entries"]):
        return "open"
    said = paper["rules"].get("entry_closes_at") or paper["rules"].get("opens_at", "9")
    return "after" if at >= max(paper.get("until", ""), said) else "nowhere"


def _is_good(kept: Mapping[str, Any], leaf: str, key: str) -> bool:
    return mark(kept["key"]) == key and is_sealed(_words(kept, leaf), seal=kept["seal"], public=kept["key"])


def _words(kept: Mapping[str, Any], leaf: str) -> str:
    """What is sealed: no word of it can be read two ways, since no part holds a bar."""
    return f"{kept['format']}|{kept['drop']}|{kept['rules_hash']}|{leaf}"


def _climbs(kept: Mapping[str, Any]) -> bool:
    return merkle.climbs_to(
        bytes.fromhex(kept["leaf"]), index=int(kept["number"]) - 1, count=int(kept["entries"]),
        path=[bytes.fromhex(each) for each in kept["path"]], root=bytes.fromhex(kept["root"]),
    )  # fmt: skip
