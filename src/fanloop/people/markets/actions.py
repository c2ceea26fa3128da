"""Every write of markets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.people.markets.facts import CountryTaxPlanned, InvoiceDataChanged, MarketOpened, TaxChanged
from fanloop.people.markets.models import CountryRate, ExchangeRate, Holiday, Market, TaxRate
from fanloop.people.markets.queries import country_rates, rates_on
from fanloop.people.markets.rules.codes import Refused, fault
from fanloop.people.markets.rules.exchange import Quote
from fanloop.people.markets.rules.working_days import UnknownPlaceError, public_holidays

__all__ = [
    "Market",
    "Refused",
    "apply_due_taxes",
    "change_e_invoice",
    "change_tax",
    "drop_holiday",
    "fill_holidays",
    "keep_holidays",
    "keep_quotes",
    "open_market",
    "plan_country_tax",
    "plan_tax",
]


def _check(*, code: str, currency: str, tax_rate_bp: int, time_zone: str) -> None:
    wrong = fault(code=code, currency=currency, tax_rate_bp=tax_rate_bp, time_zone=time_zone)
    words = {
        "code": _("“%(code)s” is no market code. Use 2 to 12 small letters, digits or hyphens, such as eu."),
        "currency": _(
            "“%(currency)s” is no currency in use. Give one by its three capital letters, such as EUR."
        ),
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
    e_invoice: bool = False,
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
                e_invoice=e_invoice,
            )
    except IntegrityError:
        raise Refused(_("The market %(code)s is open already.") % {"code": code}) from None
    TaxRate.objects.create(market=market, rate_bp=tax_rate_bp, valid_from=_today(market, at), at=at)
    bus.publish(MarketOpened(market=ref(market), code=code), at=at)
    return market


@transaction.atomic
def change_e_invoice(*, market: Market, inside: bool, at: datetime) -> Market:
    """Invoices drawn from now on carry their data inside, or do not; files that were drawn stay. Said again, nothing changes."""
    row = Market.objects.select_for_update().get(id=market.id)
    if row.e_invoice != inside:
        row.e_invoice = inside
        row.save(update_fields=["e_invoice"])
        bus.publish(InvoiceDataChanged(market=ref(row), inside=inside), at=at)
    return row


@transaction.atomic
def change_tax(*, market: Market, tax_rate_bp: int, at: datetime) -> Market:
    """The rate of orders placed from now on, in basis points; what is ordered keeps its own. Raises Refused."""
    return plan_tax(market=market, tax_rate_bp=tax_rate_bp, valid_from=_today(market, at), at=at)


@transaction.atomic
def plan_tax(*, market: Market, tax_rate_bp: int, valid_from: date, at: datetime) -> Market:
    """From the beginning of `valid_from` in the market's time zone orders are taxed at another rate.

    The row is locked, so that of two changes at once each fact tells the rate it really replaced.
    Raises Refused for a day that is over: what was ordered keeps its rate.
    """
    row = Market.objects.select_for_update().get(id=market.id)
    _check(code=row.code, currency=row.currency, tax_rate_bp=tax_rate_bp, time_zone=row.time_zone)
    if valid_from < _today(row, at):
        raise Refused(_("A tax rate begins today or later; what was ordered keeps its own."))
    if rates_on([row], on=valid_from)[row.id] != tax_rate_bp:
        TaxRate.objects.create(market=row, rate_bp=tax_rate_bp, valid_from=valid_from, at=at)
    return _let_hold(row, at)


@transaction.atomic
def plan_country_tax(
    *,
    market: Market,
    country: str,
    tax_rate_bp: int,
    valid_from: date,
    at: datetime,
    exempt: str = "",
    words: str = "",
) -> CountryRate:
    """What is sent to one country of the market is taxed at its own rate from a day on. Said again, nothing changes.

    `exempt` and `words` say why nothing is taxed there. Raises Refused for a day that is over, and for a tax that is
    there and exempt too.
    """
    row = Market.objects.select_for_update().get(id=market.id)
    _check(code=row.code, currency=row.currency, tax_rate_bp=tax_rate_bp, time_zone=row.time_zone)
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise Refused(_("Give the country by its two letters, such as DE."))
    if valid_from < _today(row, at):
        raise Refused(_("A tax rate begins today or later; what was ordered keeps its own."))
    if tax_rate_bp and (exempt or words.strip()):
        raise Refused(_("A reason why nothing is taxed belongs to a rate of 0."))
    said = (tax_rate_bp, exempt, words.strip()[:200])
    known = country_rates(row, on=valid_from).get(country.upper())
    if known and (known.rate_bp, known.exempt, known.words) == said:
        return known
    fresh = CountryRate.objects.create(
        market=row,
        country=country.upper(),
        rate_bp=said[0],
        exempt=said[1],
        words=said[2],
        valid_from=valid_from,
        at=at,
    )
    bus.publish(CountryTaxPlanned(ref(row), fresh.country, fresh.rate_bp, valid_from.isoformat()), at=at)
    return fresh


@transaction.atomic
def apply_due_taxes(*, at: datetime) -> int:
    """Let rates hold whose day has come; how many markets changed."""
    before = {row.id: row.tax_rate_bp for row in Market.objects.select_for_update().order_by("id")}
    rows = [_let_hold(row, at) for row in Market.objects.order_by("id")]
    return sum(before[row.id] != row.tax_rate_bp for row in rows)


def _let_hold(row: Market, at: datetime) -> Market:
    before, row.tax_rate_bp = row.tax_rate_bp, rates_on([row], on=_today(row, at))[row.id]
    if before != row.tax_rate_bp:
        row.save(update_fields=["tax_rate_bp"])
        bus.publish(TaxChanged(market=ref(row), before_bp=before, after_bp=row.tax_rate_bp), at=at)
    return row


@transaction.atomic
def keep_quotes(*, quotes: Sequence[Quote], source: str, at: datetime) -> int:
    """Keep exchange rates; a day's rate that is known is left alone, since orders rest on it. How many are new."""
    rows = [
        ExchangeRate(base=q.base, currency=q.currency, day=q.day, rate=q.rate, source=source[:80], at=at)
        for q in quotes
    ]
    before = ExchangeRate.objects.count()
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return ExchangeRate.objects.count() - before


@transaction.atomic
def keep_holidays(*, market: Market, days: Mapping[date, str], at: datetime) -> int:
    """Nobody works in the market on these days (day → name). A day that is known keeps its name. How many are new.

    Raises Refused for a day without a name.
    """
    if not all(name.strip() for name in days.values()):
        raise Refused(_("Give the holiday a name; fans read it."))
    before = Holiday.objects.filter(market=market).count()
    rows = [Holiday(market=market, day=day, name=name.strip()[:120], at=at) for day, name in days.items()]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    return Holiday.objects.filter(market=market).count() - before


def fill_holidays(*, market: Market, country: str, region: str, year: int, at: datetime) -> int:
    """Keep a year's public holidays of a country. How many are new. Raises Refused for a place nobody knows."""
    try:
        days = public_holidays(country, region, [year])
    except UnknownPlaceError as problem:
        raise Refused(_("Nobody knows the holidays of %(place)s.") % {"place": problem}) from None
    return keep_holidays(market=market, days=days, at=at)


@transaction.atomic
def drop_holiday(*, market: Market, day: date, at: datetime) -> bool:  # noqa: ARG001 -- acts have a time
    """People work on this day after all. False when it was no holiday."""
    return bool(Holiday.objects.filter(market=market, day=day).delete()[0])


def _today(market: Market, at: datetime) -> date:
    return at.astimezone(ZoneInfo(market.time_zone)).date()
