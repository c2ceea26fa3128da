"""Every write of markets."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.people.markets.facts import MarketOpened, TaxChanged
from fanloop.people.markets.models import Market
from fanloop.people.markets.rules.codes import Refused, fault

__all__ = ["Market", "Refused", "change_tax", "open_market"]


def _check(*, code: str, currency: str, tax_rate_bp: int, time_zone: str) -> None:
    wrong = fault(code=code, currency=currency, tax_rate_bp=tax_rate_bp, time_zone=time_zone)
    words = {
        "code": _("“%(code)s” is no market code. Use 2 to 12 small letters, digits or hyphens, such as eu."),
        "currency": _("“%(currency)s” is no currency. Use three capital letters, such as EUR."),
        "tax_rate_bp": _("A tax rate lies between 0 and 100 per cent."),
        "time_zone": _("“%(time_zone)s” is no time zone. Use a name such as Europe/Berlin."),
    }
    if wrong:
        raise Refused(words[wrong] % {"code": code, "currency": currency, "time_zone": time_zone})


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
    _check(code=code, currency=currency, tax_rate_bp=tax_rate_bp, time_zone=time_zone)
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
        raise Refused(_("The market %(code)s is open already.") % {"code": code}) from None
    bus.publish(MarketOpened(market=ref(market), code=code), at=at)
    return market


@transaction.atomic
def change_tax(*, market: Market, tax_rate_bp: int, at: datetime) -> Market:
    """The rate of orders placed from now on, in basis points; what is ordered keeps its own. Raises Refused.

    The row is locked, so that of two changes at once each fact tells the rate it really replaced.
    """
    row = Market.objects.select_for_update().get(id=market.id)
    _check(code=row.code, currency=row.currency, tax_rate_bp=tax_rate_bp, time_zone=row.time_zone)
    before, row.tax_rate_bp = row.tax_rate_bp, tax_rate_bp
    if before != tax_rate_bp:
        row.save(update_fields=["tax_rate_bp"])
        bus.publish(TaxChanged(market=ref(row), before_bp=before, after_bp=tax_rate_bp), at=at)
    return row
