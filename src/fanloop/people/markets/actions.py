"""Every write of markets."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.people.markets.facts import MarketOpened
from fanloop.people.markets.models import Market
from fanloop.people.markets.rules.codes import Refused, check

__all__ = ["Market", "Refused", "open_market"]


@transaction.atomic
def open_market(
    *,
    code: str,
    name: str | Mapping[str, str],
    currency: str,
    languages: Sequence[str],
    tax_rate_bp: int,
    time_zone: str,
    at: datetime,
) -> Market:
    """Sell in one more region. Raises Refused for a code that exists or values that cannot be."""
    check(code=code, currency=currency, tax_rate_bp=tax_rate_bp, time_zone=time_zone)
    try:
        with transaction.atomic():
            market = Market.objects.create(
                code=code,
                name=words(name),
                currency=currency,
                languages=list(languages),
                tax_rate_bp=tax_rate_bp,
                time_zone=time_zone,
                opened_at=at,
            )
    except IntegrityError:
        raise Refused(f"The market {code!r} is open already.") from None
    bus.publish(MarketOpened(market=ref(market), code=code), at=at)
    return market
