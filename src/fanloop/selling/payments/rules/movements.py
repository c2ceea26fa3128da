"""What is known of one payment: a set that only grows, so that the order of news does not matter.

A provider's word is a set of movements of money, each with an id of its own, and perhaps the flag that nothing
will come any more. Joining two words is the union, which is associative, commutative and idempotent; every
state and every line of the ledger is a function of the union. Source: Shapiro et al., "Conflict-free
replicated data types" (2011), the grow-only set.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fanloop.selling.payments.rules.states import State

Kind = Literal[
    "received", "refunded", "refund_failed", "disputed", "dispute_won", "dispute_lost",
    "fee", "fee_back", "changed", "changed_back",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "received", "refunded", "refund_failed", "disputed", "dispute_won", "dispute_lost",
    "fee", "fee_back", "changed", "changed_back",
)  # fmt: skip
OF_THE_PROVIDER: frozenset[Kind] = frozenset({"fee", "fee_back", "changed", "changed_back"})
"""What happens between us and the provider alone; the fan's money is not touched."""
Flag = Literal["failed"]
"""The provider will take nothing for this any more. That we stopped asking is our own word, never a provider's."""

WHOLE = "whole"
"""The id of a movement that somebody recorded for the payment as a whole."""


@dataclass(frozen=True, order=True)
class Movement:
    """`minor` units, more than zero, moved once; `id` is its provider's, or the key of our own refund.

    A fee may be in a `currency` other than the payment's. What was changed is `minor` units of the payment's own
    currency, and `into` units of `currency` that it became (`changed`), or was again (`changed_back`).
    """

    kind: Kind
    id: str
    minor: int
    currency: str = ""
    into: int = 0


@dataclass(frozen=True)
class Seen:
    """Everything heard of a payment so far."""

    movements: frozenset[Movement] = frozenset()
    flags: frozenset[Flag] = frozenset()

    def join(self, other: "Seen") -> "Seen":
        """Both words together."""
        return Seen(self.movements | other.movements, self.flags | other.flags)


@dataclass(frozen=True)
class Sums:
    """Minor units of a payment: what came, went back, is argued about, was lost in an argument, was a fee in its currency."""

    received: int = 0
    refunded: int = 0
    disputed: int = 0
    lost: int = 0
    fee: int = 0

    @property
    def kept(self) -> int:
        """What the fan has paid and not got back."""
        return self.received - self.refunded - self.lost

    @property
    def free(self) -> int:
        """What of it could go back: a bank that looks into a complaint holds its part."""
        return self.kept - max(self.disputed, 0)


def sums(movements: Iterable[Movement]) -> Sums:
    """Add the movements up; a refund that bounced counts as never sent."""
    totals: dict[str, int] = dict.fromkeys(KINDS, 0)
    for each in movements:
        totals[each.kind] += 0 if each.currency and each.kind in OF_THE_PROVIDER else each.minor
    return Sums(
        received=totals["received"],
        refunded=totals["refunded"] - totals["refund_failed"],
        disputed=totals["disputed"] - totals["dispute_won"] - totals["dispute_lost"],
        lost=totals["dispute_lost"],
        fee=totals["fee"] - totals["fee_back"],
    )


def states(minor: int, seen: Seen) -> frozenset[State]:
    """Every state a payment over `minor` units has entered once this much is known.

    Less than was asked for is not paid, whatever a provider calls it.
    """
    came = sum(each.minor for each in seen.movements if each.kind == "received")
    went = sum(each.minor for each in seen.movements if each.kind in {"refunded", "dispute_lost"})
    entered: set[State] = {"asked", *seen.flags}
    if came >= minor:
        entered.add("paid")
        if went >= minor:
            entered.add("refunded")
    return frozenset(entered)
