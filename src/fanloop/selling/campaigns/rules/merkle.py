"""A Merkle tree as RFC 9162 (Certificate Transparency 2.0) builds it: one hash for a list of any length.

Leaves are hashed behind a zero byte and pairs behind a one, so that no pair can be passed off as a leaf.
An odd node at the end of a row moves up unchanged.
"""

from collections.abc import Sequence
from hashlib import sha256

_LEAF, _PAIR = b"\x00", b"\x01"
NOBODY = sha256(b"").digest()
"""The root of an empty list, as the RFC has it."""


def leaf_hash(data: bytes) -> bytes:
    """32 bytes that stand for one entry."""
    return sha256(_LEAF + data).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Every row of the tree, leaves first and the root alone last; one empty row for no leaves."""
    rows = [list(leaves)]
    while len(row := rows[-1]) > 1:
        pairs = [
            sha256(_PAIR + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)
        ]
        rows.append(pairs + row[-1:] if len(row) % 2 else pairs)
    return rows


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash of the whole list, 32 bytes."""
    return levels(leaves)[-1][0] if leaves else NOBODY


def path(rows: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """The neighbours of leaf `index` on the way up: about log2 of the list's length.

    Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(rows[0]):
        raise IndexError(f"there is no leaf {index}")
    found: list[bytes] = []
    for row in rows[:-1]:
        beside = index ^ 1
        found += row[beside : beside + 1]
        index //= 2
    return found


def climbs_to(leaf: bytes, *, index: int, count: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` stands at `index` of the `count` leaves under `root` (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < count:
        return False
    last, rest, here = count - 1, list(path), leaf
    while last:
        if index % 2 or index < last:
            if not rest:
                return False
            beside = rest.pop(0)
            here = sha256(_PAIR + (beside + here if index % 2 else here + beside)).digest()
        index, last = index // 2, last // 2
    return not rest and here == root
