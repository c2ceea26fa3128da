"""Which tax an order carries: by where it goes, who buys, and who sells. Pure; no country is asked.

Sources: Directive 2006/112/EC, articles 33 and 59c (a consumer's country taxes what is sent there), 138 (goods to a
business of another member state), 146 (exports), 196 (services to such a business: reverse charge), 226 (what an
invoice says); EN 16931-1, categories of VAT (UNTDID 5305) and the code list VATEX.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fanloop.foundation.money import tax_within

Category = Literal["S", "Z", "E", "AE", "K", "G"]
Supply = Literal["goods", "service"]
EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""Member states by ISO 3166; tax numbers of Greece begin with EL."""
CODES: Mapping[Category, str] = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G"}
"""Why nothing is taxed, as EN 16931 writes it."""


@dataclass(frozen=True)
class Rate:
    """What a country taxes, in basis points; `exempt` is the code of why it is nothing, `words` the same for people."""

    rate_bp: int
    exempt: str = ""
    words: str = ""


@dataclass(frozen=True)
class Buyer:
    """Where the goods go, and the number of a business with its country; all empty where it is not known."""

    destination: str = ""
    country: str = ""
    number: str = ""


@dataclass(frozen=True)
class Treatment:
    """How an order is taxed. `full_bp` is the tax inside the price as it is shown to people.

    `taken_off`: a business pays the price without it and accounts for the tax itself.
    """

    category: Category
    rate_bp: int
    full_bp: int
    code: str = ""
    words: str = ""
    taken_off: bool = False


def treatment(
    *,
    seller: str,
    seller_number: str,
    buyer: Buyer,
    market: int,
    rates: Mapping[str, Rate],
    supply: Supply = "goods",
) -> Treatment:
    """How an order is taxed: `market` is its market's rate in basis points, `rates` those of single countries of it.

    A consumer pays the price that is shown wherever it goes; what changes is the tax inside. What leaves the EU bears
    none, unless a country it goes to was given a rate of its own: then the seller owes that country its tax.
    """
    here = rates.get(buyer.destination, Rate(market))
    full = here.rate_bp
    if buyer.destination and seller in EU and seller_number:
        leaves = buyer.destination not in EU and supply == "goods"
        if leaves and not (full and buyer.destination in rates):
            return Treatment("G", 0, full, CODES["G"])
        if not leaves and _is_business_abroad(seller, buyer, supply):
            category: Category = "K" if supply == "goods" else "AE"
            return Treatment(category, 0, full, CODES[category], taken_off=True)
    if full:
        return Treatment("S", full, full)
    if here.exempt or here.words:
        return Treatment("E", 0, 0, here.exempt, here.words)
    return Treatment("Z", 0, 0)


def without(gross: int, full_bp: int) -> int:
    """The price of one piece without the tax inside."""
    return gross - tax_within(gross, full_bp)


def again_with(net: int, full_bp: int) -> int:
    """The smallest price of which `net` is left without the tax: never more than it was before."""
    gross = net + net * full_bp // 10_000 + 2
    while gross > net and without(gross - 1, full_bp) >= net:
        gross -= 1
    return gross


def _is_business_abroad(seller: str, buyer: Buyer, supply: Supply) -> bool:
    """A number of a member state other than the seller's; of goods, sent out of the seller's country too."""
    known = bool(buyer.number) and buyer.country in EU and buyer.country != seller
    return known and (supply == "service" or buyer.destination != seller)
