"""Money as integer minor units with a currency, and the ways it is split without losing one unit."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal

# ISO 4217, list one of 2026: what money is called in this year, by the decimal places of its minor unit.
_PLACES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP"
        " CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS"
        " INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN"
        " MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE"
        " SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR"
        " ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
}
_RETIRED = {0: "UYI", 2: "ANG BGN CUC HRK SLL ZWL", 4: "CLF UYW"}
"""Read in old statements and funds, but nothing is sold in them any more."""
CURRENCIES = frozenset(code for codes in _PLACES.values() for code in codes.split())
"""Every currency a price may be in."""
_EXPONENTS = {
    code: places for table in (_PLACES, _RETIRED) for places, codes in table.items() for code in codes.split()
}


class MoneyError(ValueError):
    """An amount that cannot be read, or two that cannot be added."""


def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit; two for a code that ISO 4217 does not know."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, order=False)
class Money:
    """`minor` is an integer number of the smallest unit, so 129.00 EUR is `Money(12900, "EUR")`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise MoneyError(f"{self.currency!r} is no currency code; one reads like 'EUR'")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} do not add up without a rate")
        return other.minor

    @property
    def major(self) -> Decimal:
        """The amount in the currency's main unit, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{self.major:,.{exponent(self.currency)}f} {self.currency}"


def read(text: str, currency: str) -> Money:
    """Read `129`, `129.00` or `1,290.5` in main units. Raises MoneyError with the text that failed."""
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise MoneyError(f"{text!r} is no amount of money") from None
    if not amount.is_finite():
        raise MoneyError(f"{text!r} is no amount of money")
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise MoneyError(f"{text!r} has more decimal places than {currency}")
    return Money(int(minor), currency)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by integer weights so that the parts sum exactly (largest remainder).

    Raises MoneyError when no weight is positive. Source: Hamilton's method of apportionment.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise MoneyError("weights must be at least zero and not all zero")
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in remainders[: total - sum(parts)]:
        parts[i] += 1
    return parts


def share(amount: int, basis_points: int) -> int:
    """A share of an amount in basis points (1900 is 19 %), rounded half up to the minor unit."""
    return int((Decimal(amount) * basis_points / 10_000).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def tax_within(gross: int, basis_points: int) -> int:
    """The tax contained in a gross amount, so that net plus tax is the gross exactly."""
    return gross - int(
        (Decimal(gross) * 10_000 / (10_000 + basis_points)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    )


FIRST_PART = timedelta(days=14)
"""How long after ordering the first part of a plan may be due."""


@dataclass(frozen=True)
class Instalment:
    """One part of a payment plan: what it is, how much in minor units, and when it is due.

    `at_success` has no day until what was pledged for has succeeded.
    """

    kind: Literal["deposit", "balance", "instalment", "at_success", "service"]
    minor: int
    due: date | None


def payment_plan(
    *, total: int, deposit: int, today: date, balance_due: date | None, instalments: int = 1
) -> list[Instalment]:
    """Deposit now, the balance at `balance_due`; `None` means before shipping.

    In several instalments it is paid in equal parts a month apart, the last at `balance_due`; in fewer where not
    so many fit. Raises MoneyError unless 0 <= deposit <= total and instalments >= 1. The parts sum to `total`.
    """
    if not 0 <= deposit <= total:
        raise MoneyError(f"a deposit of {deposit} does not fit a total of {total}")
    if instalments < 1:
        raise MoneyError("a balance is paid in at least one instalment")
    plan = [Instalment("deposit", deposit, today)] if deposit else []
    if total > deposit:
        days = monthly(balance_due, today=today, most=min(instalments, total - deposit))
        kind: Literal["balance", "instalment"] = "balance" if len(days) == 1 else "instalment"
        parts = allocate(total - deposit, [1] * len(days))
        plan += [Instalment(kind, part, day) for part, day in zip(parts, days, strict=True)]
    return plan


def monthly(last: date | None, *, today: date, most: int) -> Sequence[date | None]:
    """Up to `most` days a month apart, the last of them `last`; none sooner than two weeks from `today`.

    >>> monthly(date(2027, 3, 31), today=date(2027, 1, 20), most=6)
    [datetime.date(2027, 2, 28), datetime.date(2027, 3, 31)]
    """
    if last is None:
        return [None]
    days = [_months_before(last, count) for count in range(1, most)]
    return [*(day for day in reversed(days) if day >= today + FIRST_PART), last]


def _months_before(day: date, count: int) -> date:
    """The same day so many months before, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
