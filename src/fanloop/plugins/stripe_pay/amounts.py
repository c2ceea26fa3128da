"""Amounts as Stripe writes them. Most are ISO 4217's minor units; what is not stands here.

Source: Stripe, "Supported currencies", zero-decimal currencies, three-decimal currencies, special cases.
"""

from collections.abc import Mapping

from fanloop.foundation.money import exponent

_ZERO = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
"""Written in whole units: MGA too, which has a minor unit in ISO 4217."""
_HUNDREDTHS = frozenset({"ISK", "UGX"})
"""No minor unit, yet written with two places that are always zero."""
_THREE = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
STEPS: Mapping[str, int] = dict.fromkeys(_THREE, 10) | {"MGA": 100}
"""Amounts in our minor units have to be multiples of these: the last of three places is zero, MGA has none."""
CURRENCIES = (
    _ZERO | _HUNDREDTHS | _THREE | frozenset(
        ["AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD", "BND", "BOB", "BRL", "BSD", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "JMD", "KES", "KGS", "KHR", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MKD", "MMK", "MNT", "MOP", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SZL", "THB", "TJS", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW"]
    )
)  # fmt: skip
"""What a card can be charged in."""


def places(currency: str) -> int:
    """Decimal places of an amount at Stripe. HUF and TWD have two, though only whole ones are paid out."""
    if currency in _ZERO:
        return 0
    return 2 if currency in _HUNDREDTHS else exponent(currency)


def theirs(minor: int, currency: str) -> int:
    """Our minor units as Stripe's amount. Raises ValueError for what it cannot take.

    >>> theirs(500, "JPY"), theirs(5, "ISK"), theirs(500, "MGA"), theirs(5120, "KWD")
    (500, 500, 5, 5120)
    """
    if minor % STEPS.get(currency, 1):
        raise ValueError(f"Stripe takes no {minor} of {currency}")
    more = places(currency) - exponent(currency)
    return minor * _tens(more) if more >= 0 else minor // _tens(-more)


def ours(amount: int, currency: str) -> int:
    """Stripe's amount as our minor units: the reverse of `theirs`."""
    more = exponent(currency) - places(currency)
    return amount * _tens(more) if more >= 0 else amount // _tens(-more)


def _tens(times: int) -> int:
    return int(10**times)
