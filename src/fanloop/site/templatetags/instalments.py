"""In how many parts an offer can be paid, for the page that sells it."""

from dataclasses import dataclass
from datetime import date

from django import template

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.selling.campaigns.queries import Offer
from fanloop.selling.campaigns.rules.price import plans

register = template.Library()


@dataclass(frozen=True)
class Parts:
    """One way to pay the rest of one piece: how many parts, and of each its day and amount."""

    count: int
    rows: tuple[tuple[date | None, Money], ...]


@register.filter
def ways_to_pay(offer: Offer) -> list[Parts]:
    """Every way to pay what the deposit leaves, if it was ordered today; the first is all at once."""
    found = plans(
        price=offer.price_minor, deposit=offer.deposit_minor, today=clock.now().date(),
        balance_due=offer.campaign.packed_about, most=offer.instalments,
    )  # fmt: skip
    rests = [[part for part in plan if part.kind != "deposit"] for plan in found]
    return [
        Parts(len(rest), tuple((part.due, Money(part.minor, offer.currency)) for part in rest))
        for rest in rests
    ]
