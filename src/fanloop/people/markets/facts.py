from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class MarketOpened(Fact):
    """The maker sells in one more region: `market` is its ref."""

    market: str
    code: str


@dataclass(frozen=True)
class InvoiceDataChanged(Fact):
    """Invoices of a market drawn from now on carry their structured data inside, or no longer do."""

    market: str
    inside: bool


@dataclass(frozen=True)
class CountryTaxPlanned(Fact):
    """What is sent to one country of a market is taxed at its own rate from a day on, in basis points."""

    market: str
    country: str
    rate_bp: int
    valid_from: str


@dataclass(frozen=True)
class TaxChanged(Fact):
    """Orders in a market are taxed at another rate from now on, in basis points."""

    market: str
    before_bp: int
    after_bp: int
