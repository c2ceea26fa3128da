"""Subscriptions, longer warranties and repairs: a fan's own, and all of them for who may see orders."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import register_export
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.models import ShippedUnit
from fanloop.selling.orders.models.services import (
    Contract,
    ContractEnd,
    Period,
    Quote,
    Repair,
    RepairStep,
    Service,
)
from fanloop.selling.orders.queries.service_papers import papers_of_services
from fanloop.selling.orders.rules.services import RepairState, repair_state
from fanloop.selling.payments import queries as money

__all__ = [
    "Contract",
    "Period",
    "Quote",
    "Repair",
    "Service",
    "ShippedUnit",
    "contracts",
    "repairs",
    "service",
    "services",
]


@dataclass(frozen=True)
class Running:
    """A contract with its periods and what is missing of the first that is not paid."""

    row: Contract
    end: ContractEnd | None
    periods: list[Period]
    unpaid: Period | None

    @property
    def price(self) -> Money:
        return Money(self.row.minor, self.row.service.market.currency)

    @property
    def until(self) -> date:
        """The first day after what is ordered by now."""
        return self.end.ends_on if self.end else self.periods[-1].ends

    @property
    def renews(self) -> bool:
        return self.end is None and self.row.service.kind == "subscription"


@dataclass(frozen=True)
class Mending:
    """A repair, its quote, where it is, and whether it is paid."""

    row: Repair
    quote: Quote | None
    state: RepairState
    is_paid: bool

    @property
    def price(self) -> Money | None:
        return Money(self.quote.minor, self.quote.currency) if self.quote else None

    @property
    def can_pay(self) -> bool:
        return self.state == "accepted" and not self.is_paid


def services(market: Market | None = None) -> list[Service]:
    """What is offered now."""
    rows = Service.objects.filter(ended_at=None).select_related("market").order_by("kind", "code", "market")
    return list(rows.filter(market=market) if market else rows)


def service(service_id: int) -> Service | None:
    return Service.objects.select_related("market").filter(id=service_id, ended_at=None).first()


def open_contracts() -> QuerySet[Contract]:
    """Contracts nobody has ended."""
    return Contract.objects.filter(~Exists(ContractEnd.objects.filter(contract=OuterRef("pk"))))


def visible(viewer: Viewer) -> QuerySet[Contract]:
    rows = Contract.objects.select_related("service__market", "fan", "unit")
    return rows if viewer.may("orders.see") else rows.filter(fan=viewer.fan_id or 0)


def contracts(viewer: Viewer, *, own: bool = False, limit: int = 200) -> list[Running]:
    """Contracts the viewer may see, newest first; `own` alone."""
    rows = visible(viewer).order_by("-id")
    return running((rows.filter(fan=viewer.fan_id or 0) if own else rows)[:limit])


def running(rows: Iterable[Contract]) -> list[Running]:
    """Contracts with what their page shows, in four queries."""
    chosen = list(rows)
    ends = {row.contract_id: row for row in ContractEnd.objects.filter(contract__in=chosen)}
    periods: dict[int, list[Period]] = {row.id: [] for row in chosen}
    for each in Period.objects.filter(contract__in=chosen).order_by("position"):
        periods[each.contract_id].append(each)
    open_ = unpaid([each for row in chosen if row.id not in ends for each in periods[row.id]])
    first = {each.contract_id: each for each in reversed(open_)}
    return [Running(row, ends.get(row.id), periods[row.id], first.get(row.id)) for row in chosen]


def unpaid(periods: Collection[Period]) -> list[Period]:
    """Those of which something never came; what we sent back out of kindness is not asked for again."""
    came = money.came([f"orders.period:{each.id}" for each in periods])
    return [each for each in periods if came[f"orders.period:{each.id}"] < each.minor]


def units_of(fan_id: int) -> list[ShippedUnit]:
    """Units that are with a fan, of the fan's own orders."""
    rows = ShippedUnit.objects.select_related("unit__variant", "shipment__order__market")
    return list(rows.filter(shipment__order__fan=fan_id, back_at=None).order_by("-id"))


def repairs(viewer: Viewer, *, own: bool = False, limit: int = 200) -> list[Mending]:
    """Repairs the viewer may see, newest first."""
    rows = Repair.objects.select_related("fan", "shipped__unit__variant", "shipped__shipment__order__market")
    rows = rows.order_by("-id")
    if own or not viewer.may("orders.see"):
        rows = rows.filter(fan=viewer.fan_id or 0)
    return mending(rows[:limit])


def mending(rows: Iterable[Repair]) -> list[Mending]:
    chosen = list(rows)
    quotes = {row.repair_id: row for row in Quote.objects.filter(repair__in=chosen)}
    steps: dict[int, list[Any]] = {row.id: [] for row in chosen}
    for each in RepairStep.objects.filter(repair__in=chosen):
        steps[each.repair_id].append(each.step)
    came = money.came([f"orders.quote:{each.id}" for each in quotes.values()])
    return [
        Mending(
            row, quote, repair_state(steps[row.id], is_quoted=quote is not None),
            quote is not None and came[f"orders.quote:{quote.id}"] >= quote.minor,
        )
        for row in chosen
        for quote in [quotes.get(row.id)]
    ]  # fmt: skip


def repair(number: str, *, viewer: Viewer, own: bool = False) -> Mending | None:
    """One repair the viewer may see."""
    return next((each for each in repairs(viewer, own=own) if each.row.number == number), None)


def contract(number: str, *, viewer: Viewer, own: bool = False) -> Running | None:
    """One contract the viewer may see."""
    rows = visible(viewer).filter(number=number)
    return next(iter(running(rows.filter(fan=viewer.fan_id or 0) if own else rows)), None)


def debtors_of(periods: Collection[int], quotes: Collection[int]) -> dict[str, tuple[int, str]]:
    """Reference → (fan id, number) of what may still be asked for."""
    rows = Period.objects.filter(id__in=periods, contract__in=open_contracts()).select_related("contract")
    found = {f"orders.period:{row.id}": (row.contract.fan_id, row.contract.number) for row in rows}
    asked = Quote.objects.filter(id__in=quotes).select_related("repair")
    return found | {f"orders.quote:{row.id}": (row.repair.fan_id, row.repair.number) for row in asked}


def owing(periods: Collection[int], quotes: Collection[int]) -> set[str]:
    """References of those of which something never came."""
    came = money.came([f"orders.quote:{id_}" for id_ in quotes])
    asked = Quote.objects.filter(id__in=quotes)
    open_ = {f"orders.quote:{row.id}" for row in asked if came[f"orders.quote:{row.id}"] < row.minor}
    return open_ | {f"orders.period:{row.id}" for row in unpaid(list(Period.objects.filter(id__in=periods)))}


def over(by: date) -> list[Period]:
    """Periods that are over and are no income yet."""
    rows = Period.objects.filter(ends__lte=by, recognised_at=None).select_related("contract__service__market")
    return list(rows.order_by("id"))


def asked_before(at: datetime) -> list[Period]:
    """Unpaid periods of open contracts that were asked for before a moment."""
    rows = Period.objects.filter(at__lt=at, recognised_at=None, contract__in=open_contracts())
    return unpaid(list(rows.select_related("contract")))


def export(fan_id: int) -> list[dict[str, Any]]:
    """What a fan takes along: services and repairs, with the numbers of their papers."""
    viewer = Viewer(fan_id=fan_id)
    taken, mended = contracts(viewer, own=True), repairs(viewer, own=True)
    papers = papers_of_services([each.row.id for each in taken], [each.row.id for each in mended])
    return [
        {
            "number": each.row.number, "service": read(each.row.service.name), "until": each.until.isoformat(),
            "papers": [paper.number for paper in papers.get(("contract", each.row.id), [])],
        }
        for each in taken
    ] + [
        {
            "number": each.row.number, "words": each.row.words, "state": each.state,
            "papers": [paper.number for paper in papers.get(("repair", each.row.id), [])],
        }
        for each in mended
    ]  # fmt: skip


register_export("services", export)


@trail.describes("orders.period", label=lambda count: ngettext("service", "services", count))
def describe_periods(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """One's own, and all of them for who may see orders."""
    rows = Period.objects.filter(id__in=ids, contract__in=visible(viewer)).select_related("contract__service")
    return {
        row.id: trail.Card(
            f"orders.period:{row.id}", gettext("service"), row.contract.number, read(row.contract.service.name), row.at
        )
        for row in rows
    }  # fmt: skip


@trail.describes("orders.quote", label=lambda count: ngettext("repair", "repairs", count))
def describe_quotes(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """One's own, and all of them for who may see orders."""
    rows = Quote.objects.filter(id__in=ids).select_related("repair")
    rows = rows if viewer.may("orders.see") else rows.filter(repair__fan=viewer.fan_id or 0)
    return {
        row.id: trail.Card(
            f"orders.quote:{row.id}", gettext("repair"), row.repair.number, str(Money(row.minor, row.currency)), row.at
        )
        for row in rows
    }  # fmt: skip
