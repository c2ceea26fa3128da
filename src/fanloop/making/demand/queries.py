"""Every read of demand. The total of a forecast is public, as the campaign shows it; who wants what where is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import Viewer
from fanloop.making.demand.models import DropDemand, Forecast, ForecastLine, Overruling, Past, Quantity
from fanloop.making.demand.rules.censoring import Mean, censored_mean
from fanloop.making.demand.rules.finished import Campaign
from fanloop.making.demand.rules.record import Said
from fanloop.people.markets.queries import Market
from fanloop.selling.orders import queries as orders
from fanloop.things.products.queries import Variant

__all__ = [
    "Cell",
    "DropDemand",
    "Forecast",
    "ForecastLine",
    "Table",
    "abouts",
    "asked_by_variant",
    "days",
    "describe_forecasts",
    "drop_demand",
    "drops_told",
    "expected",
    "finished",
    "first_hours",
    "forecast",
    "forecasts",
    "latest_forecast",
    "lines",
    "overruling",
    "said",
    "table",
    "usual_drop",
]


_MOST_PAST = 1_200
_FEWEST_DROPS, _FEWEST_ENOUGH = 5, 2


@dataclass(frozen=True)
class Cell:
    """One variant in one market: pieces ordered so far and expected in the end."""

    observed: int
    low80: int
    median: int
    high80: int


@dataclass(frozen=True)
class Table:
    """Variants by markets; `cells` has one row per variant with one cell per market, sums at the ends."""

    markets: list[Market]
    rows: list[tuple[Variant, list[Cell], Cell]]
    totals: list[Cell]
    total: Cell


def forecast(forecast_id: int) -> Forecast | None:
    return Forecast.objects.filter(id=forecast_id).first()


def latest_forecast(book: str) -> Forecast | None:
    """The newest forecast about a book of orders, such as `orders.book:1`."""
    return Forecast.objects.filter(about=book).first()


def forecasts(book: str, *, limit: int = 30) -> list[Forecast]:
    """All forecasts about a book, oldest first: the last one and its ghosts."""
    return list(reversed(Forecast.objects.filter(about=book)[:limit]))


def finished(*, before: date) -> list[Campaign]:
    """Campaigns that were over before a day, the one begun first first: those brought in and the maker's own books.

    A book is over when the last day of ordering of its newest forecast is.
    """
    opened = {ref(book): book.at for book in orders.books()}
    own = [
        (row.opened, Campaign(_length(row), _curve(row), first_hours=first_hours(opened[row.about])))
        for row in _newest()
        if row.horizon < before and row.about in opened
    ]
    brought = [
        (row.begun, Campaign(row.days, row.orders, first_hours=row.first_hours))
        for row in Past.objects.filter(begun__lt=before).order_by("-begun", "-id")[:_MOST_PAST]
    ]
    return [campaign for _, campaign in sorted(own + brought, key=lambda one: one[0])]


def _newest() -> list[Forecast]:
    return list(Forecast.objects.order_by("about", "-made_at", "-id").distinct("about"))


def _length(row: Forecast) -> int:
    return (row.horizon - row.opened).days + 1


def _curve(row: Forecast) -> list[int]:
    """Pieces by day from the first; what came after the last counts in the last."""
    curve = [0] * _length(row)
    for day, pieces in days(row.about):
        curve[min(max(0, (day - row.opened).days), len(curve) - 1)] += pieces
    return curve


def first_hours(opened: datetime) -> float:
    """Hours a book was open on its first day; the days of a book are UTC."""
    midnight = datetime.combine(opened.date() + timedelta(days=1), time(), opened.tzinfo)
    return (midnight - opened) / timedelta(hours=1)


def overruling(forecast_id: int) -> Overruling | None:
    """What a person expects instead, the newest word."""
    return Overruling.objects.select_related("by").filter(forecast=forecast_id).first()


def expected(forecast: Forecast) -> int:
    """The pieces to plan with: a person's word, else the median."""
    word = overruling(forecast.id)
    return word.pieces if word else forecast.median


def said(*, before: date) -> list[Said]:
    """Forecasts of books that were over before a day, the one said first first, with what came in the end.

    Of a book told often all forecasts count, each on its own. The last day of ordering is that of its newest forecast.
    """
    ends = {row.about: row.horizon for row in _newest() if row.horizon < before}
    rows = Forecast.objects.filter(about__in=ends).order_by("made_at", "id")
    came = dict(
        Quantity.objects.filter(book__in=ends).order_by().values_list("book").annotate(Sum("quantity"))
    )
    words = Overruling.objects.filter(forecast__about__in=ends).order_by("at", "id")
    persons = dict(words.values_list("forecast_id", "pieces"))
    return [
        Said(row.low80, row.median, row.high80, persons.get(row.id), came.get(row.about, 0))
        for row in rows
        if row.made_at.date() <= ends[row.about]
    ]


def drops_told() -> set[int]:
    """Ids of drops of which it is said what they would have sold."""
    return set(DropDemand.objects.values_list("drop", flat=True))


def drop_demand(book: str) -> DropDemand | None:
    """What the drop whose orders are in this book would have sold."""
    return DropDemand.objects.filter(book=book).first()


def usual_drop() -> Mean | None:
    """The mean demand of the maker's drops, those that sold out counted as at least that; None before five of them."""
    rows = list(DropDemand.objects.values_list("sold", "sold_out_at"))
    cut = [sold_out_at is not None for _, sold_out_at in rows]
    if len(rows) < _FEWEST_DROPS or cut.count(False) < _FEWEST_ENOUGH:
        return None
    return censored_mean([sold for sold, _ in rows], cut)


def abouts() -> list[str]:
    """Books that have a forecast, the one forecast last first."""
    newest: dict[str, None] = {}
    for about in Forecast.objects.values_list("about", flat=True)[:500]:
        newest.setdefault(about)
    return list(newest)


def days(book: str, *, until: date | None = None) -> list[tuple[date, int]]:
    """Pieces by day of ordering, oldest first, without those taken back; days without orders are left out."""
    rows = _counted(book, until).values_list("day").order_by("day")
    return list(rows.annotate(Sum("quantity")))


def kept_by_cell(book: str, *, until: date | None = None) -> dict[tuple[int, int], int]:
    """(variant id, market id) → pieces ordered and not taken back."""
    rows = _counted(book, until).values_list("variant_id", "market_id")
    kept = rows.annotate(kept=Sum("quantity")).order_by("variant_id", "market_id")
    return {(variant, market): pieces for variant, market, pieces in kept}


def _counted(book: str, until: date | None) -> QuerySet[Quantity]:
    """Up to and with the day `until`: a forecast told as of a past day must not know the days after it."""
    rows = Quantity.objects.filter(book=book)
    return rows.filter(day__lte=until) if until else rows


def lines(forecast_id: int) -> list[ForecastLine]:
    return list(
        ForecastLine.objects.filter(forecast=forecast_id)
        .select_related("variant", "market")
        .order_by("variant__position", "variant_id", "market__code")
    )


def asked_by_variant(forecast_id: int) -> dict[int, int]:
    """Variant id → pieces expected in the end, in the maker's order."""
    asked: dict[int, int] = {}
    for line in lines(forecast_id):
        asked[line.variant_id] = asked.get(line.variant_id, 0) + line.median
    return asked


def table(forecast_id: int, *, viewer: Viewer) -> Table | None:
    """The forecast by variant and market, for those who may see demand."""
    if not viewer.may("demand.see"):
        return None
    found = lines(forecast_id)
    markets = list({line.market_id: line.market for line in found}.values())
    by_variant: dict[int, dict[int, ForecastLine]] = {}
    for line in found:
        by_variant.setdefault(line.variant_id, {})[line.market_id] = line
    rows = []
    for cells in by_variant.values():
        variant = next(iter(cells.values())).variant
        row = [_sum([cells[market.id]] if market.id in cells else []) for market in markets]
        rows.append((variant, row, _sum(cells.values())))
    totals = [_sum(line for line in found if line.market_id == market.id) for market in markets]
    return Table(markets, rows, totals, _sum(found))


def _sum(found: Iterable[ForecastLine]) -> Cell:
    held = list(found)
    return Cell(
        sum(line.observed for line in held),
        sum(line.low80 for line in held),
        sum(line.median for line in held),
        sum(line.high80 for line in held),
    )


@trail.describes("demand.forecast", label=lambda count: ngettext("forecast", "forecasts", count))
def describe_forecasts(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:  # noqa: ARG001 -- totals are public
    return {row.id: _card(row) for row in Forecast.objects.filter(id__in=ids)}


def _card(row: Forecast) -> trail.Card:
    title = gettext("%(median)s pieces expected") % {"median": _number(row.median)}
    detail = gettext("8 in 10: %(low)s to %(high)s; %(observed)s ordered when it was made") % {
        "low": _number(row.low80),
        "high": _number(row.high80),
        "observed": _number(row.observed),
    }
    mark = "replay" if row.replay else ""
    return trail.Card(ref(row), gettext("forecast"), title, detail, row.made_at, mark)


def _number(pieces: int | Decimal) -> str:
    return number_format(pieces, use_l10n=True, force_grouping=True)
