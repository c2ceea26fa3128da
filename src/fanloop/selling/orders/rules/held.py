"""Orders that wait for a word: several people share a door or a card, and together it is more than one may have."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

Kind = Literal["household", "card"]
KINDS: tuple[Kind, ...] = ("household", "card")
End = Literal["let_through", "called_off", "settled"]
ENDS: tuple[End, ...] = ("let_through", "called_off", "settled")


@dataclass(frozen=True)
class Counted:
    """An order of `pieces` pieces of one fan; one that is `packed` goes already, one `let` through goes by a word."""

    order_id: int
    fan_id: int
    pieces: int
    packed: bool = False
    let: bool = False


def too_many(orders: Sequence[Counted], *, limit: int) -> list[int]:
    """Ids of those that wait, in the order given, which is that of their places.

    What is packed counts first. Then each goes that still fits under `limit` together with those before it; what
    was let through takes nothing from those before it. One person alone is bounded where they order.

    >>> too_many([Counted(1, 7, 2), Counted(2, 8, 2), Counted(3, 9, 1)], limit=3)
    [2]
    """
    if len({each.fan_id for each in orders}) < 2:
        return []
    used, waiting = sum(each.pieces for each in orders if each.packed), list[int]()
    for each in orders:
        if each.packed:
            continue
        if each.let or used + each.pieces <= limit:
            used += each.pieces
        else:
            waiting.append(each.order_id)
    return waiting


def key_of(*parts: object) -> str:
    """What orders share as a name that tells nobody the door or the card."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()
