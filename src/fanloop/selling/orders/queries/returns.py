"""The way back of orders: how many days are left, what comes back, what was found, what replaces it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.markets.queries import holidays_after
from fanloop.selling.orders.models import (
    CaseEnd,
    GivenBack,
    Inspection,
    Order,
    Replacement,
    Return,
    ReturnItem,
    ShippedUnit,
    Shipping,
    WarrantyCase,
)
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.orders.rules.returns import Reason, warranty_until, withdraw_until


@dataclass(frozen=True)
class Clock:
    """The days of an order: the moment the withdrawal ends, the last days of warranty and withdrawal in its market's
    calendar; None before delivery.
    """

    delivered_at: datetime | None
    withdraw_until: datetime | None
    warranty_until: date | None
    withdraw_day: date | None = None

    def may_withdraw(self, now: datetime) -> bool:
        return self.withdraw_until is None or now < self.withdraw_until


@dataclass(frozen=True)
class BackItem:
    """One unit of a return, with what was found."""

    item: ReturnItem
    found: Inspection | None
    money: Money | None


@dataclass(frozen=True)
class Back:
    """One return."""

    row: Return
    items: list[BackItem]

    @property
    def is_open(self) -> bool:
        return any(each.found is None for each in self.items)

    @property
    def minor(self) -> int:
        return sum(each.found.minor for each in self.items if each.found)


@dataclass(frozen=True)
class Case:
    """One warranty case, how it ended, and the order that replaces the unit."""

    row: WarrantyCase
    end: CaseEnd | None
    replacement: Order | None

    @property
    def money(self) -> Money | None:
        """What was paid back."""
        return (
            Money(self.end.minor, self.row.shipped.line.order.currency)
            if self.end and self.end.minor
            else None
        )

    @property
    def left(self) -> Money:
        """What could still be paid back for the unit."""
        unit = paid_for(self.row.shipped)
        return Money(max(left_of_unit(unit), 0), unit.line.order.currency)


def clock_of(order: Order) -> Clock:
    """The days of one order, in its market's time zone."""
    came = way(order).delivered_at
    if came is None:
        return Clock(None, None, None)
    zone, free = order.market.time_zone, holidays_after(order.market, came)
    until = withdraw_until(came, time_zone=zone, holidays=free)
    last = (until - timedelta(seconds=1)).date()
    return Clock(came, until, warranty_until(came, time_zone=zone), last)


def returns_of(order_ids: Collection[int]) -> dict[int, list[Back]]:
    """Order id → its returns, oldest first."""
    return _backs(Return.objects.filter(order__in=order_ids), order_ids)


def open_returns(*, viewer: Viewer, limit: int = 50) -> list[Back]:
    """What is on its way back or waits to be looked at, oldest first."""
    if not viewer.may("orders.see"):
        return []
    waits = ReturnItem.objects.filter(
        ~Exists(Inspection.objects.filter(item=OuterRef("pk"))), back=OuterRef("pk")
    )
    rows = Return.objects.filter(Exists(waits)).order_by("at", "id")[:limit]
    ids = [row.order_id for row in rows]
    return [back for found in _backs(rows, ids).values() for back in found]


def _backs(rows: QuerySet[Return], order_ids: Collection[int]) -> dict[int, list[Back]]:
    found: dict[int, list[Back]] = {id_: [] for id_ in order_ids}
    backs = list(rows.select_related("order"))
    items: dict[int, list[BackItem]] = defaultdict(list)
    inside = ReturnItem.objects.filter(back__in=[row.id for row in backs])
    seen = {row.item_id: row for row in Inspection.objects.filter(item__in=inside).select_related("by")}
    currency = {row.id: row.order.currency for row in backs}
    for item in inside.select_related("shipped__unit", "shipped__line__variant").order_by("id"):
        saw = seen.get(item.id)
        items[item.back_id].append(
            BackItem(item, saw, Money(saw.minor, currency[item.back_id]) if saw else None)
        )
    for row in sorted(backs, key=lambda each: each.id):
        found[row.order_id].append(Back(row, items[row.id]))
    return found


def return_by_number(number: str, *, viewer: Viewer) -> Back | None:
    """One return for the desk; None for who may not see orders."""
    row = Return.objects.filter(number=number).first()
    if row is None or not viewer.may("orders.see"):
        return None
    return next(back for back in returns_of([row.order_id])[row.order_id] if back.row.id == row.id)


def owed_minor(order_ids: Collection[int]) -> dict[int, int]:
    """Order id → minor units that are owed for what came back."""
    owed = dict.fromkeys(order_ids, 0)
    pieces = Inspection.objects.filter(item__back__order__in=order_ids).values_list("item__back__order")
    beside = GivenBack.objects.filter(order__in=order_ids).values_list("order")
    for rows in (pieces, beside):
        for order_id, minor in rows.annotate(total=Sum("minor")):
            owed[order_id] += minor
    return owed


def paid_back(order: Order) -> list[Reason]:
    """Why each piece of the order came back that was looked at and is paid back."""
    rows = Inspection.objects.filter(item__back__order=order, share_bp__gt=0)
    return list(rows.values_list("item__back__reason", flat=True))  # type: ignore[arg-type]  # rows hold plain text


def sending_given_back(order_ids: Collection[int]) -> dict[int, GivenBack]:
    """Order id → what sending it cost and went back with its last piece."""
    return {row.order_id: row for row in GivenBack.objects.filter(order__in=order_ids, line=None)}


def cost_of_sending(order: Order) -> Money | None:
    """What sending an order cost; None where it cost nothing."""
    row = Shipping.objects.filter(order=order).first()
    return Money(row.minor, order.currency) if row else None


def cases_of(order_ids: Collection[int]) -> dict[int, list[Case]]:
    """Order id → its warranty cases, oldest first."""
    found: dict[int, list[Case]] = {id_: [] for id_ in order_ids}
    rows = list(
        WarrantyCase.objects.filter(shipped__line__order__in=order_ids)
        .select_related("shipped__unit", "shipped__line__variant", "shipped__line__order")
        .order_by("id")
    )
    ends = {row.case_id: row for row in CaseEnd.objects.filter(case__in=rows)}
    news = {
        row.case_id: row.order for row in Replacement.objects.filter(case__in=rows).select_related("order")
    }
    for row in rows:
        found[row.shipped.line.order_id].append(Case(row, ends.get(row.id), news.get(row.id)))
    return found


def with_replacements(order_ids: Collection[int]) -> set[int]:
    """These orders, and every one that replaces a piece of them or of their replacements."""
    found, fresh = set(order_ids), set(order_ids)
    while fresh:
        fresh = set(Replacement.objects.filter(instead_of__in=fresh).values_list("order", flat=True)) - found
        found |= fresh
    return found


def paid_in(order: Order) -> Order:
    """The order whose money its pieces stand for: itself, or the first of a chain of orders that cost nothing."""
    while (row := Replacement.objects.select_related("instead_of").filter(order=order).first()) is not None:
        order = row.instead_of
    return order


def paid_for(shipped: ShippedUnit) -> ShippedUnit:
    """The unit that was paid for: the first of a chain of units that replaced one another."""
    while (first := Replacement.objects.filter(order=shipped.line.order_id).first()) is not None:
        rows = ShippedUnit.objects.select_related("line__variant", "line__order")
        shipped = rows.get(id=first.shipped_id)
    return shipped


def left_of_unit(shipped: ShippedUnit) -> int:
    """Minor units of a unit's price that no return and no case has paid back, for it or for what replaced it."""
    return (
        shipped.line.unit_minor
        - by_cases(shipped)
        - sum(Inspection.objects.filter(item__shipped__in=_chain(shipped)).values_list("minor", flat=True))
    )


def by_cases(shipped: ShippedUnit) -> int:
    """Minor units that warranty cases have paid back for a unit, or for what replaced it."""
    ends = CaseEnd.objects.filter(case__shipped__in=_chain(shipped))
    return ends.aggregate(sum=Sum("minor"))["sum"] or 0


def _chain(shipped: ShippedUnit) -> list[int]:
    """The unit and every unit sent in its place."""
    found, fresh = [shipped.id], [shipped.id]
    while fresh:
        orders = Replacement.objects.filter(shipped__in=fresh).values("order")
        fresh = list(ShippedUnit.objects.filter(line__order__in=orders).values_list("id", flat=True))
        found += fresh
    return found


def open_cases(*, viewer: Viewer, limit: int = 50) -> list[WarrantyCase]:
    """Cases that have not ended, oldest first. Nothing for who may not see orders."""
    if not viewer.may("orders.see"):
        return []
    ended = CaseEnd.objects.filter(case=OuterRef("pk"))
    rows = WarrantyCase.objects.filter(~Exists(ended)).select_related("shipped__unit", "shipped__line__order")
    return list(rows.order_by("at", "id")[:limit])


def case(case_id: int) -> WarrantyCase | None:
    rows = WarrantyCase.objects.select_related("shipped__unit", "shipped__line__order")
    return rows.filter(id=case_id).first()


def replacements(order_ids: Collection[int]) -> dict[int, list[Replacement]]:
    """Order id → orders that replace units of it."""
    found: dict[int, list[Replacement]] = {id_: [] for id_ in order_ids}
    rows = Replacement.objects.filter(instead_of__in=order_ids).select_related("order", "shipped__unit")
    for row in rows.order_by(F("id").asc()):
        found[row.instead_of_id].append(row)
    return found


def instead_of(order: Order) -> Order | None:
    """The order this one replaces a piece of."""
    row = Replacement.objects.select_related("instead_of").filter(order=order).first()
    return row.instead_of if row else None


@trail.describes(
    "orders.warranty_case", label=lambda count: ngettext("warranty case", "warranty cases", count)
)
def describe_cases(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """One's own cases, and all of them for who may see orders."""
    rows = WarrantyCase.objects.filter(id__in=ids).select_related("shipped__line__order", "shipped__unit")
    if not viewer.may("orders.see"):
        rows = rows.filter(shipped__line__order__fan=viewer.fan_id or 0)
    return {
        row.id: trail.Card(
            f"orders.warranty_case:{row.id}", gettext("warranty case"), row.shipped.unit.serial,
            row.shipped.line.order.number, row.at,
        )
        for row in rows
    }  # fmt: skip
