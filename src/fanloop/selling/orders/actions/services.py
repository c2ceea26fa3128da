"""Subscriptions and longer warranties: begun, renewed once for each period, ended with one click."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation.money import Instalment, tax_within
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan, pseudonyms
from fanloop.people.markets import queries as markets
from fanloop.people.markets.queries import Market
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.revenue import book_service
from fanloop.selling.orders.models import Cart, Series, ShippedUnit
from fanloop.selling.orders.models.services import Contract, ContractEnd, Period, Repair, Service
from fanloop.selling.orders.queries import services as queries
from fanloop.selling.orders.queries.papers import local_day
from fanloop.selling.orders.queries.returns import clock_of
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.services import Kind, span, to_write
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.rules.plans import stem

PATIENCE = timedelta(days=14)
"""How long a period may stay unpaid before its service ends."""
UNPAID = gettext_noop("it was not paid")

_log = logging.getLogger(__name__)


@transaction.atomic
def offer_service(
    *,
    code: str,
    kind: Kind,
    name: Mapping[str, str],
    words: Mapping[str, str],
    market: Market,
    minor: int,
    months: int,
    by: Member | None,
    at: datetime,
) -> Service:
    """Offer a service at a price from now on, tax inside. Contracts made before keep their price."""
    if minor < 1 or months < 1:
        raise Refused(_("A service costs something and lasts a month or more."))
    Service.objects.filter(code=code, market=market, ended_at=None).update(ended_at=at)
    return Service.objects.create(
        code=code, kind=kind, name=dict(name), words=dict(words), market=market, minor=minor, months=months, by=by, at=at
    )  # fmt: skip


@transaction.atomic
def take_service(*, service: Service, fan: Fan, unit: ShippedUnit | None, key: str, at: datetime) -> Contract:
    """A fan takes a service; its first period is to be paid now. The same key is the same contract.

    A warranty begins where the maker's own ends. Raises Refused for a service that is over, for a unit that is
    not with the fan, and for what the fan has already.
    """
    Fan.objects.select_for_update(no_key=True).get(id=fan.id)
    if known := Contract.objects.filter(key=key).first():
        return known
    if service.ended_at is not None:
        raise Refused(_("This is not offered any more."))
    if service.kind == "warranty":
        _check_unit(unit, fan)
    has = queries.open_contracts().filter(fan=fan, service__code=service.code)
    if (has.filter(unit=unit.unit) if unit and service.kind == "warranty" else has).exists():
        raise Refused(_("You have it already."))
    bound = unit.unit if unit and service.kind == "warranty" else None
    row = Contract.objects.create(
        number=next_number("SV"), service=service, fan=fan, unit=bound, minor=service.minor,
        begins=_begins(service, unit, at), key=key, at=at,
    )  # fmt: skip
    _write_period(row, 0, at)
    return row


def renew(*, at: datetime) -> int:
    """Write every period that has begun, once; returns how many. What is due is then taken or reminded of by payments.

    Each contract in a transaction of its own: one that fails does not hold up the others.
    """
    rows = queries.open_contracts().filter(service__kind="subscription").values_list("id", flat=True)
    done = 0
    for id_ in list(rows):
        try:
            done += _renew(id_, at)
        except DatabaseError:
            _log.exception("contract %s is looked at again", id_)
    return done


@transaction.atomic
def end_service(*, contract: Contract, by: Fan | None, at: datetime, why: str = "") -> ContractEnd:
    """It goes on until the end of what is paid and is not paid for again; no part of a period is paid back.

    What was asked and has not come is asked no more. Ended again, the first end stands.
    """
    row = Contract.objects.select_for_update(no_key=True).get(id=contract.id)
    if known := ContractEnd.objects.filter(contract=row).first():
        return known
    every = list(Period.objects.filter(contract=row).order_by("position"))
    open_ = queries.unpaid(every)
    paid = [each for each in every if each not in open_]
    ends = paid[-1].ends if paid else row.begins
    payments.withdraw_asked(abouts=[ref(each) for each in open_], at=at)
    payments.give_back(abouts=[ref(each) for each in open_], at=at)
    end = ContractEnd.objects.create(contract=row, ends_on=ends, why=why[:200], by=by, at=at)
    data = {"number": row.number, "day": ends.isoformat()}
    notify(
        [row.fan_id],
        kind="service_ended",
        data=data,
        about=ref(every[0]),
        at=at,
        key_prefix=f"service_ended:{row.id}",
    )
    return end


def end_unpaid(*, at: datetime) -> int:
    """End services whose money has not come in fourteen days; returns how many."""
    late = {each.contract_id: each.contract for each in queries.asked_before(at - PATIENCE)}
    for contract in late.values():
        end_service(contract=contract, by=None, at=at, why=UNPAID)
    return len(late)


@transaction.atomic
def end_for_period(*, period: int, at: datetime) -> None:
    """The saved method was tried in vain for this period: the service ends."""
    row = Period.objects.select_related("contract").get(id=period)
    end_service(contract=row.contract, by=None, at=at, why=UNPAID)


def recognise_over(*, at: datetime) -> int:
    """A period that is over and paid becomes income, once; returns how many."""
    due = queries.over(at.date())
    missing = {each.id for each in queries.unpaid(due)}
    done = [each for each in due if each.id not in missing]
    for each in done:
        _recognise(each, at)
    return len(done)


@transaction.atomic
def pay_for(*, about: str, fan: Fan, currency: str, provider: str, at: datetime) -> int | None:
    """Ask for what is missing of a period or a quote (a reference) by this way, and start it. None when it is paid.

    What was asked by another way and has not come is withdrawn, so that nobody pays twice.
    """
    Fan.objects.select_for_update(no_key=True).get(id=fan.id)
    minor = money.missing_of([about])[about]
    if not minor:
        return None
    tried = money.payments([about])[about]
    for each in tried:
        if each.state == "asked" and each.payment.provider == provider and each.payment.minor == minor:
            payments.start(payment=each.payment.id, at=at)
            return each.payment.id
    payments.withdraw_asked(abouts=[about], at=at)
    key = f"{stem(about, 0)}{len(tried)}"
    ask = payments.Ask(about, "service", provider, minor, currency, pseudonyms([fan.id])[fan.id], key)
    payment = payments.ask_payments(asks=[ask], at=at)[key]
    payments.start(payment=payment, at=at)
    return payment


@transaction.atomic
def forget_services(*, fan_id: int, at: datetime) -> None:
    """The fan was forgotten: nothing is renewed, what they wrote goes, and so do their open carts."""
    for row in queries.open_contracts().filter(fan=fan_id):
        last = Period.objects.filter(contract=row).latest("position")
        payments.withdraw_asked(abouts=[ref(last)], at=at)
        ContractEnd.objects.create(contract=row, ends_on=last.ends, why="", by=None, at=at)
    Repair.objects.filter(fan=fan_id).update(words="—")
    Cart.objects.filter(fan=fan_id, order=None).delete()


def next_number(prefix: str) -> str:
    """The next number without gaps; two at once wait here for each other."""
    Series.objects.bulk_create([Series(code=prefix)], ignore_conflicts=True)
    row = Series.objects.select_for_update().get(code=prefix)
    row.sequence += 1
    row.save(update_fields=["sequence"])
    return f"{prefix}-{row.sequence:05d}"


@transaction.atomic
def _renew(contract_id: int, at: datetime) -> int:
    row = Contract.objects.select_for_update(no_key=True).get(id=contract_id)
    if ContractEnd.objects.filter(contract=row).exists():
        return 0
    have = set(Period.objects.filter(contract=row).values_list("position", flat=True))
    today = local_day(row.service.market, at)
    fresh = to_write(row.begins, row.service.months, have=have, today=today)
    for position in fresh:
        _write_period(row, position, at)
    return len(fresh)


def _write_period(row: Contract, position: int, at: datetime) -> Period:
    """The first is paid on a page by its fan; the others are due on their first day."""
    market = row.service.market
    starts, ends = span(row.begins, row.service.months, position)
    rate = markets.rates_at([market], at=at)[market.id]
    period = Period.objects.create(
        contract=row, position=position, starts=starts, ends=ends, minor=row.minor, tax_rate_bp=rate,
        tax_minor=tax_within(row.minor, rate), at=at,
    )  # fmt: skip
    part = Instalment("service", row.minor, starts if position else None)
    payments.plan_dues(plans=[(ref(period), market.currency, [part])], at=at)
    return period


@transaction.atomic
def _recognise(period: Period, at: datetime) -> None:
    if Period.objects.filter(id=period.id, recognised_at=None).update(recognised_at=at):
        book_service(ref(period), key=f"period:{period.id}", at=at)


def _check_unit(unit: ShippedUnit | None, fan: Fan) -> None:
    if unit is None or unit.back_at is not None or unit.shipment.order.fan_id != fan.id:
        raise Refused(_("Choose one of your own devices."))


def _begins(service: Service, unit: ShippedUnit | None, at: datetime) -> date:
    """Today in the market's calendar; a warranty begins when the maker's own is over."""
    today = local_day(service.market, at)
    if service.kind != "warranty" or unit is None:
        return today
    until = clock_of(unit.shipment.order).warranty_until
    return max(today, until + timedelta(days=1)) if until else today
