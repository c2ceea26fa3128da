"""Repairs: asked for, quoted, accepted and paid, done."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.money import Instalment, Money, tax_within
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.papers import invoice_service
from fanloop.selling.orders.actions.revenue import book_service
from fanloop.selling.orders.actions.services import next_number
from fanloop.selling.orders.models import ShippedUnit
from fanloop.selling.orders.models.services import Quote, Repair, RepairStep
from fanloop.selling.orders.queries import taxes
from fanloop.selling.orders.queries.services import Mending, mending
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.payments import actions as payments

WORDS = 2_000


@transaction.atomic
def ask_repair(*, unit: ShippedUnit, fan: Fan, words: str, at: datetime) -> Repair:
    """A fan asks to have a unit repaired; while one is open for it, that one is returned.

    Raises Refused for a unit that is not with the fan, and without a word about what is wrong.
    """
    row = (
        ShippedUnit.objects.select_for_update(of=("self",)).select_related("shipment__order").get(id=unit.id)
    )
    if row.back_at is not None or row.shipment.order.fan_id != fan.id:
        raise Refused(_("Choose one of your own devices."))
    if not words.strip():
        raise Refused(_("Say what is wrong with it."))
    for each in mending(Repair.objects.filter(shipped=row)):
        if each.state not in {"declined", "done"}:
            return each.row
    return Repair.objects.create(
        number=next_number("RP"), fan=fan, shipped=row, words=words.strip()[:WORDS], at=at
    )


@transaction.atomic
def quote_repair(*, repair: Repair, minor: int, words: str, by: Member | None, at: datetime) -> Quote:
    """Say what it costs, tax inside; nothing when we stand behind it. Raises Refused when it was said before."""
    now = _locked(repair)
    if now.state != "asked":
        raise Refused(_("What it costs was said already."))
    if minor < 0:
        raise Refused(_("A repair costs nothing or more."))
    market = now.row.shipped.shipment.order.market
    rate = taxes.of_service(now.row.shipped.shipment.order, market, at=at).rate_bp
    quote = Quote.objects.create(
        repair=now.row, minor=minor, currency=market.currency, tax_minor=tax_within(minor, rate), tax_rate_bp=rate, words=words.strip()[:WORDS], by=by, at=at
    )  # fmt: skip
    _tell(quote, "repair_quoted", {"amount": str(Money(minor, market.currency))}, at)
    return quote


@transaction.atomic
def answer_quote(*, repair: Repair, accepts: bool, by: Fan, at: datetime) -> Mending:
    """The fan accepts what was quoted, and pays it then, or declines. Said again, nothing changes.

    Raises Refused before there is a quote, and once the other answer was given.
    """
    now = _locked(repair)
    said = "accepted" if accepts else "declined"
    if now.state == said:
        return now
    if now.state != "quoted" or now.quote is None or now.row.fan_id != by.id:
        raise Refused(_("There is nothing to answer now."))
    RepairStep.objects.create(repair=now.row, step=said, by=by, at=at)
    if accepts and now.quote.minor:
        part = Instalment("service", now.quote.minor, at.date())
        payments.plan_dues(plans=[(ref(now.quote), now.quote.currency, [part])], at=at)
    return _now(now.row)


@transaction.atomic
def finish_repair(*, repair: Repair, by: Member, at: datetime) -> bool:
    """It works again, and its price is income. False when it was finished before. Raises Refused before it is paid."""
    now = _locked(repair)
    if now.state == "done":
        return False
    if now.state != "accepted" or now.quote is None or not now.is_paid:
        raise Refused(_("It is finished when it was accepted and paid."))
    Quote.objects.select_for_update(no_key=True).get(id=now.quote.id)
    RepairStep.objects.create(repair=now.row, step="done", by=by.fan, at=at)
    if now.quote.minor:
        book_service(ref(now.quote), key=f"quote:{now.quote.id}", at=at)
        invoice_service(about=ref(now.quote), at=at)
    _tell(now.quote, "repair_done", {}, at)
    return True


def _locked(repair: Repair) -> Mending:
    Repair.objects.select_for_update().get(id=repair.id)
    return _now(repair)


def _now(repair: Repair) -> Mending:
    rows = Repair.objects.select_related("shipped__shipment__order__market").filter(id=repair.id)
    return mending(rows)[0]


def _tell(quote: Quote, kind: str, data: dict[str, str], at: datetime) -> None:
    row = quote.repair
    notify(
        [row.fan_id], kind=kind, data={"number": row.number, **data}, about=ref(quote), at=at, key_prefix=f"{kind}:{row.id}"
    )  # fmt: skip
