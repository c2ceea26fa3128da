"""Double entry. What stands with us is positive, what we owe is negative; every posting sums to zero.

A deposit taken before the box ships is not income, it is a debt to the fan; so it stands on `deposits`
until the goods leave, and a refund is the same two entries the other way round. A gift card is a debt too: its
price never is income until something is bought with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fanloop.selling.payments.rules.movements import Kind, Movement

OWED = "deposits"
"""What we owe to fans until their order ships."""
VOUCHERS = "vouchers"
"""What we owe to those who hold a gift card or a voucher."""
UNMATCHED = "unmatched"
"""Money on the bank account of which nobody has said yet whose it is."""
DISPUTES = "disputes"
"""Money a bank has taken back while it looks into a fan's complaint."""
EXCHANGE = "exchange"
"""One currency that became another: minus here is plus there. At the rates of a day its balances are the difference
that exchange made. Source: Selinger, "Tutorial on multiple currency accounting" (2005), the trading account."""
PURCHASES = "purchases"
"""Parts, freight, wages: what was bought and paid from the bank account."""
OWN = "own"
"""What the owners put in or took out, and what moved between accounts of ours."""
REVENUE, TAX, FEES, GOODWILL, OTHER = "revenue", "tax", "fees", "goodwill", "other"

PLACES = {"transfer": "bank", "sandbox": "sandbox", "playcard": "sandbox", "voucher": VOUCHERS}
"""Where each provider's money stands; the sandbox has a place of its own, so that no play money is counted."""

KINDS = {
    "bank": "asset",
    "sandbox": "asset",
    DISPUTES: "asset",
    OWED: "liability",
    VOUCHERS: "liability",
    UNMATCHED: "liability",
    TAX: "liability",
    REVENUE: "income",
    EXCHANGE: "equity",
    OWN: "equity",
    FEES: "expense",
    PURCHASES: "expense",
    GOODWILL: "expense",
    OTHER: "expense",
}
EARNED = ("recognised", "taken_back")
"""Kinds of transactions that make revenue of a debt, and a debt of revenue."""
BOOKABLE = (FEES, TAX, PURCHASES, GOODWILL, OWN, OTHER)
"""Where a person may put a line of the bank statement that belongs to no payment, besides what providers hold for us."""


@dataclass(frozen=True)
class Line:
    """A signed amount in minor units of `currency` on the account `code`."""

    code: str
    minor: int
    currency: str


def place_of(provider: str) -> str:
    """The account a provider's money stands on; its own name for a provider that came as a plugin."""
    return PLACES.get(provider, provider)


def owed_for(kind: str) -> str:
    """The account of what we owe for a payment of this kind."""
    return VOUCHERS if kind == "gift_card" else OWED


def moved(minor: int, currency: str, *, to: str, out_of: str) -> tuple[Line, Line]:
    """`minor` units more on one account, as many fewer on the other."""
    return Line(to, minor, currency), Line(out_of, -minor, currency)


def received(provider: str, minor: int, currency: str) -> tuple[Line, Line]:
    """A fan has paid ahead: our place holds it, and we owe it."""
    return moved(minor, currency, to=place_of(provider), out_of=OWED)


def refunded(provider: str, minor: int, currency: str) -> tuple[Line, Line]:
    """The money went back: the exact reverse of `received`."""
    return moved(minor, currency, to=OWED, out_of=place_of(provider))


def changed(each: Movement, currency: str, *, place: str) -> tuple[Line, ...]:
    """What stands on `place` in `currency` became another currency there, or was changed back."""
    own = moved(each.minor, currency, to=EXCHANGE, out_of=place)
    other = moved(each.into, each.currency, to=place, out_of=EXCHANGE)
    lines = (*own, *other)
    return lines if each.kind == "changed" else tuple(Line(x.code, -x.minor, x.currency) for x in lines)


def of_movement(each: Movement, currency: str, *, place: str, owed: str = OWED) -> tuple[Line, ...]:
    """All lines of one movement of a payment in `currency`; a fee stands in its own."""
    if each.kind in {"changed", "changed_back"}:
        return changed(each, currency, place=place)
    return booked(each.kind, each.minor, each.currency or currency, place=place, owed=owed)


def booked(kind: Kind, minor: int, currency: str, *, place: str, owed: str = OWED) -> tuple[Line, Line]:
    """The two lines of one movement of a payment, whose money stands on `place` and is owed on `owed`."""
    to, out_of = {
        "received": (place, owed),
        "refunded": (owed, place),
        "refund_failed": (place, owed),
        "disputed": (DISPUTES, place),
        "dispute_won": (place, DISPUTES),
        "dispute_lost": (owed, DISPUTES),
        "fee": (FEES, place),
        "fee_back": (place, FEES),
    }[kind]
    return moved(minor, currency, to=to, out_of=out_of)


def recognised(*, gross: int, tax: int, currency: str) -> tuple[Line, ...]:
    """Goods worth `gross` minor units have left, `tax` of it inside: our debt becomes revenue and a debt of tax.

    Turned round with negative amounts when they come back. Raises ValueError when the tax is no part of it.
    """
    if not gross or abs(tax) > abs(gross) or (tax and (tax > 0) != (gross > 0)):
        raise ValueError(f"a tax of {tax} is no part of {gross}")
    return earned([(gross, tax)], currency=currency)


def earned(parts: Sequence[tuple[int, int]], *, currency: str) -> tuple[Line, ...]:
    """What several lines of an order became worth to us at once, as (gross, tax inside): each line's own entries.

    A part may be a tax alone: where the last piece of a line leaves, the cent its rounding kept back.
    """
    lines = [
        line
        for gross, tax in parts
        for line in (
            Line(OWED, gross, currency),
            Line(REVENUE, tax - gross, currency),
            Line(TAX, -tax, currency),
        )
    ]
    return tuple(line for line in lines if line.minor)


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
