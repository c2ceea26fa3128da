"""Every write of demand: count what was ordered, and say what it will come to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.making.demand import queries
from fanloop.making.demand.facts import ForecastMade, ForecastOverruled
from fanloop.making.demand.models import DropDemand, Forecast, ForecastLine, Overruling, Past, Quantity
from fanloop.making.demand.rules import curves
from fanloop.making.demand.rules.analogues import CATARSE
from fanloop.making.demand.rules.drops import drop_demand, looked_until
from fanloop.making.demand.rules.finished import Campaign
from fanloop.making.demand.rules.learned import told_of
from fanloop.making.demand.rules.record import widening
from fanloop.making.demand.rules.split import cell_shares, split
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.queries import drops
from fanloop.selling.campaigns.queries import ref_of as campaign_ref
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries import Book
from fanloop.selling.stock import queries as stock

__all__ = ["NewPast", "Refused", "count_orders", "forecast", "keep_past", "overrule", "tell_drops"]


_COUNT_LOCK = 71_003


class Refused(ValueError):
    """What demand will not do, in words a person can act on."""


@transaction.atomic
def count_orders(*, book: Book, at: datetime, days: Collection[date] | None = None) -> int:  # noqa: ARG001 -- every action takes the clock
    """Count a book anew by variant, market and day, or these `days` of it; return the pieces counted.

    Counting twice changes nothing. Two recounts at once follow one another, or the older could win. What was
    all taken back is forgotten.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_COUNT_LOCK, book.id])
    old = Quantity.objects.filter(book=ref(book))
    if days is None:
        counts = orders.book_counts([book.id])
    else:
        old = old.filter(day__in=days)
        counts = [count for day in days for count in orders.book_counts([book.id], day=day)]
    old.delete()
    Quantity.objects.bulk_create(
        (
            Quantity(
                book=ref(book),
                variant_id=one.variant,
                market_id=one.market,
                day=one.day,
                quantity=one.quantity,
            )
            for one in counts
        ),
        batch_size=2_000,
    )
    return sum(one.quantity for one in counts)


@dataclass(frozen=True)
class NewPast:
    """A finished campaign of somebody else: its name at the source, its first day, and its days."""

    name: str
    begun: date
    campaign: Campaign


@transaction.atomic
def keep_past(*, source: str, campaigns: Sequence[NewPast], at: datetime) -> int:
    """Keep finished campaigns of others to learn from; return how many were not here yet."""
    had = Past.objects.filter(source=source).count()
    rows = [
        Past(
            source=source,
            name=one.name,
            begun=one.begun,
            days=one.campaign.days,
            orders=list(one.campaign.orders),
            first_hours=one.campaign.first_hours,
            at=at,
        )
        for one in campaigns
    ]
    Past.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return Past.objects.filter(source=source).count() - had


@transaction.atomic
def forecast(*, book: Book, horizon: date, at: datetime) -> Forecast:
    """Say what the book will keep in the end and freeze it. `horizon` is the last day of ordering.

    The same book forecast twice at the same moment is one forecast. Raises Refused for a horizon before the
    book's first day.
    """
    about = ref(book)
    existing = Forecast.objects.filter(about=about, made_at=at).first()
    if existing:
        return existing
    opened = book.at.date()
    if horizon < opened:
        raise Refused(
            _("orders cannot end on %(end)s, before they begin on %(begin)s")
            % {"end": horizon, "begin": opened}
        )
    row = _frozen(book, opened=opened, horizon=horizon, at=at)
    _write_lines(row)
    trail.because(ref(row), {about: (row.observed, "pieces")}, at=at)
    bus.publish(ForecastMade(ref(row), about, row.median, row.low80, row.high80), at=at)
    return row


def _frozen(book: Book, *, opened: date, horizon: date, at: datetime) -> Forecast:
    days = queries.days(ref(book), until=at.date())
    length = (horizon - opened).days + 1
    curve = _finished(days, opened, horizon, at.date())
    running = Campaign(length, curve, first_hours=queries.first_hours(book.at))
    told = told_of(running, queries.finished(before=at.date()), pace=CATARSE)
    said = curves.forecast(
        curve, days=length, seed=book.id, told=told, widen=widening(queries.said(before=at.date()))
    )
    return Forecast.objects.create(
        about=ref(book),
        made_at=at,
        opened=opened,
        horizon=horizon,
        observed=sum(pieces for _, pieces in days),
        low80=said.low80,
        low50=said.low50,
        median=said.median,
        high50=said.high50,
        high80=said.high80,
        method=said.method[:200],
        path=[
            [week.week, week.low80, week.low50, week.median, week.high50, week.high80] for week in said.path
        ],
        replay=book.replay,
    )


def _finished(days: list[tuple[date, int]], opened: date, horizon: date, today: date) -> list[int]:
    """New pieces of each finished day from the first. The day that runs teaches nothing yet, except the first."""
    until = min(max(today, opened + timedelta(days=1)), horizon + timedelta(days=1))
    curve = [0] * (until - opened).days
    for day, pieces in days:
        place = max(0, (day - opened).days)
        if day < until or today > horizon:
            curve[min(place, len(curve) - 1)] += pieces
    return curve


def _write_lines(row: Forecast) -> None:
    """Split every bound by the same shares, so that each column adds up to its total."""
    observed = queries.kept_by_cell(row.about, until=row.made_at.date())
    if not observed:
        return
    shares = _shares(observed)
    low, middle, high = (split(total, shares) for total in (row.low80, row.median, row.high80))
    ForecastLine.objects.bulk_create(
        ForecastLine(
            forecast=row,
            variant_id=variant,
            market_id=market,
            observed=observed.get((variant, market), 0),
            low80=low[variant, market],
            median=middle[variant, market],
            high80=high[variant, market],
        )
        for variant, market in shares
    )


def _shares(observed: dict[tuple[int, int], int]) -> dict[tuple[int, int], Fraction]:
    """Smoothed shares by (variant id, market id); the rule speaks of names, so ids travel as text."""
    variants = [str(one) for one in dict.fromkeys(variant for variant, _ in observed)]
    markets = [str(one) for one in dict.fromkeys(market for _, market in observed)]
    counts = {(str(variant), str(market)): pieces for (variant, market), pieces in observed.items()}
    shares = cell_shares(counts, variants=variants, markets=markets)
    return {(int(variant), int(market)): share for (variant, market), share in shares.items()}


def tell_drops(*, at: datetime) -> int:
    """Say once of every drop what it would have sold: two minutes after the last piece is gone, or when it is over."""
    known = queries.drops_told()
    return sum(
        _tell_drop(drop, at=at) for drop in drops.drops() if drop.id not in known and drop.opens_at <= at
    )


@transaction.atomic
def _tell_drop(drop: drops.Drop, *, at: datetime) -> bool:
    """Two workers at once say it once: the drop is unique. A drop whose pool has pieces left waits for its end."""
    pool, book = drops.pool_of(drop), orders.book_of(campaign_ref(drop.campaign))
    is_over = at >= drop.campaign.closes_at
    if book is None or not (is_over or pool.remaining == 0):
        return False
    sold = stock.sell_out(pool.id)
    until = looked_until(sold) if sold else None
    if sold is None or not (is_over or (until and at >= until)):
        return False
    now = drops.standing(drop, at)
    said = drop_demand(sold, is_drawn=now.is_drawn, entered=now.interest)
    row = DropDemand(
        book=ref(book),
        drop=drop.id,
        made_at=at,
        sold_out_at=sold.sold_out_at,
        sold=sold.pieces_sold,
        missed=sold.pieces_missed,
        low=said.low,
        median=said.median,
        high=said.high,
        method=said.method,
    )
    return bool(DropDemand.objects.bulk_create([row], ignore_conflicts=True))


@transaction.atomic
def overrule(*, forecast: Forecast, pieces: int, reason: str, by: Member, at: datetime) -> Overruling:
    """A person expects `pieces` instead. The forecast stays as it was said; the same word twice is one.

    Raises Refused without a reason, for fewer pieces than were ordered when it was made, and for an older forecast.
    """
    if not reason.strip():
        raise Refused(_("say why"))
    if pieces < forecast.observed:
        raise Refused(
            _("%(observed)s were ordered already when it was made") % {"observed": forecast.observed}
        )
    if queries.latest_forecast(forecast.about) != forecast:
        raise Refused(_("there is a newer forecast by now"))
    had = queries.overruling(forecast.id)
    if had and (had.pieces, had.reason) == (pieces, reason.strip()[:500]):
        return had
    row = Overruling.objects.create(
        forecast=forecast, pieces=pieces, reason=reason.strip()[:500], by=by, at=at
    )
    bus.publish(ForecastOverruled(ref(forecast), pieces), at=at)
    return row
