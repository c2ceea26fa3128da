"""Double entry. What stands with us is positive, what we owe is negative; every posting sums to zero.

A deposit taken before the box ships is not income, it is a debt to the fan; so it stands on `deposits`
until the goods leave, and a refund is the same two entries the other way round.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

OWED = "deposits"
"""What we owe to fans until their order ships."""

PLACES = {"transfer": "bank", "sandbox": "sandbox"}
"""Where each provider's money stands; the sandbox has a place of its own, so that no play money is counted."""

KINDS = {"bank": "asset", "sandbox": "asset", OWED: "liability"}


@dataclass(frozen=True)
class Line:
    """A signed amount in minor units of `currency` on the account `code`."""

    code: str
    minor: int
    currency: str


def place_of(provider: str) -> str:
    """The account a provider's money stands on; its own name for a provider that came as a plugin."""
    return PLACES.get(provider, provider)


def received(provider: str, minor: int, currency: str) -> tuple[Line, Line]:
    """A fan has paid ahead: our place holds it, and we owe it."""
    return Line(place_of(provider), minor, currency), Line(OWED, -minor, currency)


def refunded(provider: str, minor: int, currency: str) -> tuple[Line, Line]:
    """The money went back: the exact reverse of `received`."""
    return Line(place_of(provider), -minor, currency), Line(OWED, minor, currency)


def balances(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """The balance of each (account, currency), zeros left out."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        sums[line.code, line.currency] += line.minor
    return {place: total for place, total in sums.items() if total}


def is_balanced(lines: Iterable[Line]) -> bool:
    """Whether the lines sum to zero in every currency."""
    totals: dict[str, int] = defaultdict(int)
    for line in lines:
        totals[line.currency] += line.minor
    return not any(totals.values())
