"""Papers of what is sold beside the hardware: stretches of a service, and repairs."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from fanloop.foundation.refs import parse
from fanloop.foundation.text.translated import read
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.models import Address, Order, Paper, ShippedUnit
from fanloop.selling.orders.models.services import Period, Quote, RepairStep
from fanloop.selling.orders.queries import taxes
from fanloop.selling.orders.queries.papers import (
    CHAINS,
    buyer_of,
    issuer,
    language_of,
    local_day,
    paid_of,
    untaxed,
)
from fanloop.selling.orders.rules.papers import Content, Item, Party
from fanloop.selling.payments import queries as money

__all__ = ["draft_of_period", "draft_of_repair", "invoice_of", "papers_of_services", "without_invoice"]


def papers_of_services(
    contracts: Collection[int], repairs: Collection[int]
) -> dict[tuple[str, int], list[Paper]]:
    """("contract" or "repair", id) → its papers, the newest first."""
    found: dict[tuple[str, int], list[Paper]] = {}
    rows = Paper.objects.select_related("period", "quote").order_by("-issued_on", "-id")
    for row in rows.filter(Q(period__contract__in=contracts) | Q(quote__repair__in=repairs)):
        key = (
            ("contract", row.period.contract_id)
            if row.period
            else ("repair", row.quote.repair_id if row.quote else 0)
        )
        found.setdefault(key, []).append(row)
    return found


def invoice_of(about: str) -> Paper | None:
    """The invoice of a period or a quote, by its reference."""
    kind, id_ = parse(about)
    rows = Paper.objects.filter(kind="invoice").select_related(*CHAINS)
    return rows.filter(**{kind.removeprefix("orders."): id_}).first()


def without_invoice() -> list[str]:
    """References of periods that are paid and repairs that are done and cost something, without their invoice."""
    written = Paper.objects.filter(kind="invoice")
    periods = Period.objects.filter(~Exists(written.filter(period=OuterRef("pk")))).order_by("id")
    done = Exists(RepairStep.objects.filter(repair=OuterRef("repair"), step="done"))
    quotes = Quote.objects.filter(done, ~Exists(written.filter(quote=OuterRef("pk"))), minor__gt=0)
    asked = {f"orders.period:{id_}": minor for id_, minor in periods.values_list("id", "minor")}
    came = money.came(asked)
    paid = [about for about, minor in asked.items() if came[about] >= minor]
    return [*paid, *(f"orders.quote:{id_}" for id_ in quotes.order_by("id").values_list("id", flat=True))]


def draft_of_period(period: Period, *, issued_on: date) -> Content | None:
    """The invoice of one stretch of a service, without a number; None while nobody is named as the issuer."""
    contract, seller = period.contract, issuer()
    if seller is None:
        return None
    market = contract.service.market
    item = Item(
        read(contract.service.name, contract.fan.language),
        contract.service.code.upper(),
        1,
        period.minor,
        period.tax_rate_bp,
    )
    return Content(
        kind="invoice", number="", issued_on=issued_on, delivered_on=None, order_number=contract.number,
        ordered_on=local_day(market, contract.at), currency=market.currency, language=language_of(contract.fan, market),
        seller=seller, buyer=_buyer_of(contract.fan, _order_of(contract.fan, market, contract.unit_id)), items=(item,),
        paid=paid_of(f"orders.period:{period.id}"), about="service", served=(period.starts, period.ends - timedelta(days=1)),
    )  # fmt: skip


def draft_of_repair(quote: Quote, *, issued_on: date) -> Content | None:
    """The invoice of a repair, without a number; None while nobody is named as the issuer."""
    repair, seller = quote.repair, issuer()
    if seller is None:
        return None
    order = repair.shipped.shipment.order
    language, done = (
        language_of(repair.fan, order.market),
        RepairStep.objects.filter(repair=repair, step="done").first(),
    )
    with override(language):
        title = _("Repair of %(serial)s") % {"serial": repair.shipped.unit.serial}
    drafted = Content(
        kind="invoice", number="", issued_on=issued_on, delivered_on=local_day(order.market, done.at) if done else None,
        order_number=repair.number, ordered_on=local_day(order.market, repair.at), currency=quote.currency, language=language,
        seller=seller, buyer=_buyer_of(repair.fan, order), items=(Item(title, "", 1, quote.minor, quote.tax_rate_bp),),
        paid=paid_of(f"orders.quote:{quote.id}"), about="repair",
    )  # fmt: skip
    return untaxed(drafted, taxes.of_service(order, order.market, at=quote.at))


def _order_of(fan: Fan, market: Market, unit_id: int | None) -> Order | None:
    """The order a service may take its buyer's address from: that of its unit, else the newest here with one."""
    if unit_id is not None:
        shipped = ShippedUnit.objects.filter(unit=unit_id, shipment__order__fan=fan).order_by("-id").first()
        return shipped.shipment.order if shipped else None
    known = Exists(Address.objects.filter(order=OuterRef("pk")))
    return Order.objects.filter(known, fan=fan, market=market, replay=False).order_by("-at", "-id").first()


def _buyer_of(fan: Fan, order: Order | None) -> Party:
    return buyer_of(order) if order else Party(name=fan.name or fan.handle)
