"""Revenue by campaign, market and month, as the ledger has it: each line once, in the calendar of its market."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fanloop.foundation.money import Money
from fanloop.foundation.refs import ids_by_kind
from fanloop.foundation.text.translated import read
from fanloop.people.markets.queries import Market, markets
from fanloop.selling.orders.models import Order, Period, Quote
from fanloop.selling.payments.queries import books

__all__ = ["Source", "Taken", "taken", "years"]
_SLACK = timedelta(days=1)
"""A year of a calendar somewhere begins this much before or after that of UTC."""


@dataclass(frozen=True)
class Source:
    """Where revenue came from: a book of orders by its id, or services and repairs, in one market."""

    kind: str
    book: int
    name: str
    market: Market


@dataclass(frozen=True)
class Taken:
    """What one source earned in one month of its market, less what came back; minor units of one currency."""

    month: date
    source: Source
    currency: str
    net: int
    tax: int

    @property
    def sums(self) -> tuple[Money, Money, Money]:
        """Net, tax, and both together."""
        return tuple(Money(minor, self.currency) for minor in (self.net, self.tax, self.net + self.tax))  # type: ignore[return-value]


def taken(year: int) -> list[Taken]:
    """Every month, source and currency of a year with revenue; the latest month first."""
    begins, ends = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    rows = books.earned(since=begins - _SLACK, until=ends + _SLACK)
    sources = _sources({row.about for row in rows})
    sums: dict[tuple[date, Source, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        source = sources.get(row.about)
        day = row.at.astimezone(ZoneInfo(source.market.time_zone)).date() if source else None
        if source and day and day.year == year:
            place = sums[day.replace(day=1), source, row.currency]
            place[0], place[1] = place[0] + row.net, place[1] + row.tax
    found = [Taken(*key, *values) for key, values in sums.items() if any(values)]
    return sorted(
        found, key=lambda each: (-each.month.toordinal(), each.source.name, each.source.market.code)
    )


def totals(rows: Iterable[Taken]) -> list[tuple[Money, Money, Money]]:
    """Net, tax and both together of each currency."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        sums[row.currency][0] += row.net
        sums[row.currency][1] += row.tax
    return [
        (Money(net, code), Money(tax, code), Money(net + tax, code))
        for code, (net, tax) in sorted(sums.items())
    ]


def years() -> list[int]:
    """Years in which something was earned, the latest first."""
    return books.years_earned()


def _sources(refs: set[str]) -> Mapping[str, Source]:
    kinds, places = ids_by_kind(refs), {each.id: each for each in markets()}
    orders = Order.objects.filter(id__in=kinds.get("orders.order", ())).select_related("book")
    periods = Period.objects.filter(id__in=kinds.get("orders.period", ()))
    quotes = Quote.objects.filter(id__in=kinds.get("orders.quote", ()))
    market_of_period = periods.values_list("id", "contract__service__market")
    market_of_quote = quotes.values_list("id", "repair__shipped__shipment__order__market")
    return {
        **{
            f"orders.order:{row.id}": Source("book", row.book_id, read(row.book.name), places[row.market_id])
            for row in orders
        },
        **{
            f"orders.period:{id_}": Source("services", 0, "", places[market])
            for id_, market in market_of_period
        },
        **{
            f"orders.quote:{id_}": Source("repairs", 0, "", places[market]) for id_, market in market_of_quote
        },
    }
