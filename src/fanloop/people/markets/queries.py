"""Every read of markets; all of it is public."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fanloop.people.markets.models import CountryRate, ExchangeRate, Holiday, Market, TaxRate
from fanloop.people.markets.rules.exchange import is_of_the_day

__all__ = [
    "CountryRate",
    "ExchangeRate",
    "Holiday",
    "Market",
    "TaxRate",
    "Worth",
    "countries_with_rates",
    "country_history",
    "country_rates",
    "exchange_rates",
    "holidays",
    "holidays_after",
    "market",
    "market_ids",
    "markets",
    "rate_of_moment",
    "rates_at",
    "rates_on",
    "tax_history",
    "worths",
]
REACH = timedelta(days=62)


def markets() -> list[Market]:
    """All markets by code."""
    return list(Market.objects.all())


def market(code: str) -> Market | None:
    return Market.objects.filter(code=code).first()


def market_ids() -> dict[str, int]:
    """Code → id, for sets."""
    return dict(Market.objects.values_list("code", "id"))


def rates_on(markets: Iterable[Market], *, on: date) -> dict[int, int]:
    """Market id → tax rate in basis points on a day; today's where no row reaches back so far."""
    rows = list(markets)
    found = {row.id: row.tax_rate_bp for row in rows}
    dated = TaxRate.objects.filter(market__in=rows, valid_from__lte=on).order_by("valid_from", "id")
    return found | dict(dated.values_list("market_id", "rate_bp"))


def rates_at(markets: Iterable[Market], *, at: datetime) -> dict[int, int]:
    """Market id → tax rate in basis points at a moment, by each market's own calendar."""
    by_day: dict[date, list[Market]] = {}
    for row in markets:
        by_day.setdefault(at.astimezone(ZoneInfo(row.time_zone)).date(), []).append(row)
    return {id_: rate for day, rows in by_day.items() for id_, rate in rates_on(rows, on=day).items()}


def country_rates(market: Market, *, on: date, said_by: datetime | None = None) -> dict[str, CountryRate]:
    """Country → its own rate on a day, as it was said by a moment; others of the market have the market's."""
    rows = CountryRate.objects.filter(market=market, valid_from__lte=on).order_by("valid_from", "id")
    return {row.country: row for row in (rows.filter(at__lte=said_by) if said_by else rows)}


def rate_of_moment(market: Market, at: datetime) -> int:
    """What was ordered at a moment was taxed at this, in basis points, whatever was said later on that day."""
    day = at.astimezone(ZoneInfo(market.time_zone)).date()
    row = (
        TaxRate.objects.filter(market=market, valid_from__lte=day, at__lte=at)
        .order_by("valid_from", "id")
        .last()
    )
    return row.rate_bp if row else rates_at([market], at=at)[market.id]


def countries_with_rates() -> set[tuple[int, str]]:
    """(market id, country) of every country that ever had a rate of its own in a market."""
    return set(CountryRate.objects.values_list("market_id", "country").distinct())


def country_history(market: Market) -> list[CountryRate]:
    """Every rate of single countries, by country, the latest day first."""
    return list(CountryRate.objects.filter(market=market).order_by("country", "-valid_from", "-id"))


def tax_history(market: Market) -> list[TaxRate]:
    """Every rate a market had and will have, the latest day first."""
    return list(TaxRate.objects.filter(market=market).order_by("-valid_from", "-id"))


def holidays(market: Market, *, since: date) -> list[Holiday]:
    """Days on which nobody works in a market, from a day on."""
    return list(Holiday.objects.filter(market=market, day__gte=since))


def holidays_after(market: Market, at: datetime) -> frozenset[date]:
    """Days on which nobody works in a market, in the two months after a moment; longer no right of a few weeks reaches."""
    days = Holiday.objects.filter(market=market, day__gte=at.date(), day__lte=at.date() + REACH)
    return frozenset(days.values_list("day", flat=True))


@dataclass(frozen=True)
class Worth:
    """What one unit of our currency buys of a market's: the last rate known, or none; `is_fresh` if it is of the day."""

    currency: str
    markets: tuple[Market, ...]
    rate: Decimal | None = None
    day: date | None = None
    source: str = ""
    is_fresh: bool = False


def worths(base: str, *, on: date) -> list[Worth]:
    """Every currency of a market that is not our own, and how well we know what it is worth on a day."""
    abroad: dict[str, list[Market]] = {}
    for row in markets():
        if row.currency != base:
            abroad.setdefault(row.currency, []).append(row)
    known = exchange_rates(base, abroad, on=on)
    return [
        Worth(code, tuple(rows), *known[code], is_fresh=is_of_the_day(known[code][1], on=on))
        if code in known
        else Worth(code, tuple(rows))
        for code, rows in sorted(abroad.items())
    ]


def exchange_rates(
    base: str, currencies: Collection[str], *, on: date
) -> dict[str, tuple[Decimal, date, str]]:
    """Currency → (rate, day, source) of the last day known up to `on`; banks rest at weekends."""
    rows = ExchangeRate.objects.filter(base=base, currency__in=set(currencies), day__lte=on)
    return {
        row.currency: (row.rate, row.day, row.source)
        for row in rows.order_by("currency", "-day").distinct("currency")
    }
