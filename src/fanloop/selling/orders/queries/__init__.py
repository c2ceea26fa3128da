"""Every read of orders. Counts are public, an order is its fan's and of those who may see orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncHour
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money, tax_within
from fanloop.foundation.refs import parse
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders.models import (
    Book,
    ChannelOrder,
    Order,
    OrderLine,
    OrderState,
    Pick,
    Replacement,
    Shipment,
    ShippedUnit,
)
from fanloop.selling.orders.queries.paid import is_payable
from fanloop.selling.orders.rules.states import State, may_cancel, present
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.queries.at_success import waits_for_success

__all__ = [
    "Book",
    "BookCount",
    "Order",
    "OrderLine",
    "Sheet",
    "book",
    "book_counts",
    "book_of",
    "curve",
    "order",
    "orders_of",
    "totals",
]
PAGE = 50


@dataclass(frozen=True)
class BookCount:
    """Open pieces of one variant in one market ordered on one day (UTC)."""

    book: int
    variant: int
    market: int
    day: date
    quantity: int
    orders: int


@dataclass(frozen=True)
class Entered:
    """A state an order entered, when, and what was said."""

    state: State
    at: datetime
    why: str


@dataclass(frozen=True)
class Sheet:
    """One order with everything its page shows."""

    order: Order
    lines: list[OrderLine]
    states: list[Entered]
    dues: list[money.Due]
    payments: list[money.Standing]
    paid_minor: int
    picked: int = 0

    @property
    def ref(self) -> str:
        return f"orders.order:{self.order.id}"

    @property
    def state(self) -> State:
        return present(each.state for each in self.states)

    @property
    def is_pledge(self) -> bool:
        """Nothing is charged yet: it waits for the success of what it was pledged for."""
        return self.state == "placed" and any(waits_for_success(due) for due in self.dues)

    @property
    def can_cancel(self) -> bool:
        return may_cancel(self.state, picked=self.picked)

    @property
    def total(self) -> Money:
        return Money(self.order.total_minor, self.order.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_minor, self.order.currency)

    @property
    def left(self) -> Money:
        return self.total - self.paid

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def shipping(self) -> Money:
        """What sending costs: all of the order that is no line of it."""
        goods = sum(line.quantity * line.unit_minor for line in self.lines)
        return Money(self.order.total_minor - goods, self.order.currency)

    @property
    def tax(self) -> Money:
        """Inside the lines and inside what sending costs, which is taxed like them."""
        rate = self.lines[0].tax_rate_bp if self.lines else 0
        inside = sum(line.tax_minor for line in self.lines) + tax_within(self.shipping.minor, rate)
        return Money(inside, self.order.currency)

    @property
    def open_payment(self) -> money.Standing | None:
        """What we wait for, if something was asked."""
        return next((each for each in reversed(self.payments) if each.state == "asked"), None)

    @property
    def owed_back(self) -> list[money.Standing]:
        """Paid payments of a cancelled order, which a person must send back."""
        return [each for each in self.payments if each.state == "paid"] if self.state == "cancelled" else []

    @property
    def next_due(self) -> money.Due | None:
        """The first row of the plan that what has come does not cover."""
        due = next_due(self.dues, self.paid_minor)
        return due if due and is_payable(self.order, self.state) else None


def next_due(dues: Iterable[money.Due], paid: int) -> money.Due | None:
    """The first row of a plan that `paid` minor units do not cover; None while it waits for success."""
    for due in dues:
        paid -= due.minor
        if paid < 0:
            return None if waits_for_success(due) else due
    return None


def cancelled() -> Exists:
    """Whether an order was cancelled, as a condition for a query over orders."""
    return Exists(OrderState.objects.filter(order=OuterRef("pk"), state="cancelled"))


def book(book_id: int) -> Book | None:
    return Book.objects.filter(id=book_id).first()


def books() -> list[Book]:
    """All books, newest first."""
    return list(Book.objects.order_by("-at", "-id"))


def book_of(origin: str) -> Book | None:
    """The book that collects the orders of something above, such as a campaign's reference."""
    return Book.objects.filter(origin=origin).first()


def books_of(origins: Iterable[str]) -> list[Book]:
    return list(Book.objects.filter(origin__in=list(origins)))


def by_id(order_id: int) -> Order:
    """One order for the rooms above, who hold its id already. Raises Order.DoesNotExist."""
    return Order.objects.get(id=order_id)


def by_ids(order_ids: Collection[int]) -> list[Order]:
    """Those of these orders that are there, the oldest first; one question whatever their number."""
    return list(Order.objects.filter(id__in=order_ids).order_by("id"))


def has_ordered_before(order: Order) -> bool:
    """Whether its fan had an order in this house already when this one was placed."""
    return Order.objects.filter(fan=order.fan_id, id__lt=order.id).exists()


def number_and_fan(order_id: int) -> tuple[str, int]:
    """An order's number and its fan's id, for links; ("", 0) when it is not there."""
    return Order.objects.filter(id=order_id).values_list("number", "fan_id").first() or ("", 0)


def number_of(about: str) -> str:
    """The number of the order a reference names."""
    return number_and_fan(parse(about).id)[0]


def visible(viewer: Viewer) -> QuerySet[Order]:
    rows = Order.objects.select_related("book", "market", "fan")
    return rows if viewer.may("orders.see") else rows.filter(fan_id=viewer.fan_id or 0)


def by_numbers(numbers: Collection[str], *, viewer: Viewer) -> list[Order]:
    """Orders by their numbers that the viewer may see, in the order of their ids."""
    return list(visible(viewer).filter(number__in=numbers).order_by("id"))


def order(number: str, *, viewer: Viewer) -> Sheet | None:
    """One order by its number, None when it is not there or not the viewer's to see."""
    return next(iter(sheets(visible(viewer).filter(number=number))), None)


def orders_of(viewer: Viewer) -> list[Sheet]:
    """The viewer's own orders, newest first; staff see their own here too. What one ordered for a firm is elsewhere."""
    if viewer.fan_id is None:
        return []
    partners = Exists(ChannelOrder.objects.filter(order=OuterRef("pk")))
    return sheets(visible(viewer).filter(~partners, fan_id=viewer.fan_id).order_by("-at", "-id"))


def find(*, viewer: Viewer, book: int | None = None, state: str = "", text: str = "") -> QuerySet[Order]:
    """Orders for the desk, newest first, by book, present state, and what they are called.

    `text` is the beginning of a number or handle, or the whole of a tracking number, serial or partner's number.

    Nothing for who may not see orders.
    """
    rows = visible(viewer).order_by("-at", "-id") if viewer.may("orders.see") else Order.objects.none()
    if book:
        rows = rows.filter(book_id=book)
    if text:
        rows = rows.filter(_named(text))
    if state:
        last = OrderState.objects.filter(order=OuterRef("pk")).order_by("-id").values("state")[:1]
        rows = rows.alias(now=last).filter(now=state)
    return rows


def _named(text: str) -> Q:
    """Everything an order may be asked for by."""
    inside = ShippedUnit.objects.filter(line__order=OuterRef("pk"), unit__serial=text.upper())
    boxes = Shipment.objects.filter(order=OuterRef("pk"), tracking=text)
    partners = ChannelOrder.objects.filter(order=OuterRef("pk"), reference=text)
    return (
        Q(number__istartswith=text)
        | Q(fan__handle__istartswith=text)
        | Q(Exists(inside))
        | Q(Exists(boxes))
        | Q(Exists(partners))
    )


def sheets(rows: Iterable[Order]) -> list[Sheet]:
    """Orders with lines, states, plans and payments: seven queries, however many orders."""
    orders = list(rows)
    refs = {row.id: f"orders.order:{row.id}" for row in orders}
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.select_related("variant").filter(order__in=refs).order_by("id"):
        lines[line.order_id].append(line)
    states: dict[int, list[Entered]] = defaultdict(list)
    for row in OrderState.objects.filter(order__in=refs).order_by("at", "id"):
        states[row.order_id].append(Entered(row.state, row.at, row.why))  # type: ignore[arg-type]
    dues, paid, payments = money.dues(refs.values()), money.paid(refs.values()), money.payments(refs.values())
    picked = dict(
        Pick.objects.filter(line__order__in=refs).values_list("line__order").annotate(pieces=Sum("quantity"))
    )
    return [
        Sheet(row, lines[row.id], states[row.id], dues[ref], payments[ref], paid[ref], picked.get(row.id, 0))
        for row in orders
        for ref in [refs[row.id]]
    ]


def ids_by_source(keys: Collection[str]) -> dict[str, int]:
    """Source key → id of orders placed under these keys before."""
    rows = Order.objects.filter(source_key__in=keys).values_list("source_key", "id")
    return {str(key): id_ for key, id_ in rows}


def present_states(order_ids: Collection[int]) -> dict[int, State]:
    """The state each order is in."""
    entered: dict[int, list[State]] = defaultdict(list)
    for id_, state in OrderState.objects.filter(order__in=order_ids).values_list("order_id", "state"):
        entered[id_].append(state)  # type: ignore[arg-type]
    return {id_: present(states) for id_, states in entered.items()}


def _open_lines(book_ids: Collection[int]) -> QuerySet[OrderLine]:
    """Lines that somebody wants: not cancelled, and not a second piece for a first that failed."""
    gone = OrderState.objects.filter(order=OuterRef("order_id"), state="cancelled")
    again = Replacement.objects.filter(order=OuterRef("order_id"))
    return OrderLine.objects.filter(~Exists(gone), ~Exists(again), order__book__in=book_ids)


def book_counts(book_ids: Collection[int], *, day: date | None = None) -> list[BookCount]:
    """Open pieces by variant × market × day (UTC), of one day alone when given. Cancelled orders do not count."""
    rows = _open_lines(book_ids)
    if day is not None:
        midnight = datetime.combine(day, time.min, tzinfo=UTC)
        rows = rows.filter(order__at__gte=midnight, order__at__lt=midnight + timedelta(days=1))
    counted = (
        rows.values_list(
            "order__book_id", "variant_id", "order__market_id", TruncDate("order__at", tzinfo=UTC)
        )
        .annotate(quantity=Sum("quantity"), orders=Count("order_id", distinct=True))
        .order_by("order__book_id", "variant_id", "order__market_id", TruncDate("order__at", tzinfo=UTC))
    )
    return [BookCount(*row) for row in counted]


def days_of(order_ids: Collection[int]) -> set[date]:
    """The days (UTC) on which these orders were placed, cancelled or not."""
    rows = Order.objects.filter(id__in=order_ids)
    return set(rows.values_list(TruncDate("at", tzinfo=UTC), flat=True).distinct())


def totals(book_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Book id → (open orders, open pieces)."""
    rows = (
        _open_lines(book_ids)
        .values_list("order__book_id")
        .annotate(orders=Count("order_id", distinct=True), pieces=Sum("quantity"))
    )
    return dict.fromkeys(book_ids, (0, 0)) | {id_: (orders, pieces) for id_, orders, pieces in rows}


def by_variant(book_id: int) -> dict[int, int]:
    """Variant id → open pieces."""
    return dict(_open_lines([book_id]).values_list("variant_id").annotate(pieces=Sum("quantity")))


def curve(book_id: int) -> list[tuple[datetime, int]]:
    """The order curve: (hour, open pieces ordered by its end), hours with orders only."""
    hours = (
        _open_lines([book_id])
        .annotate(hour=TruncHour("order__at", tzinfo=UTC))
        .values_list("hour")
        .annotate(pieces=Sum("quantity"))
        .order_by("hour")
    )
    sums, total = [], 0
    for hour, pieces in hours:
        total += pieces
        sums.append((hour, total))
    return sums


@trail.describes("orders.book", label=lambda count: ngettext("order book", "order books", count))
def describe_books(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- counts are public
    sums = totals(ids)
    cards = {}
    for row in Book.objects.filter(id__in=ids):
        orders, pieces = sums[row.id]
        detail = gettext("%(orders)s orders of %(pieces)s pieces") % {
            "orders": f"{orders:,}",
            "pieces": f"{pieces:,}",
        }
        mark = "replay" if row.replay else ""
        cards[row.id] = trail.Card(
            f"orders.book:{row.id}", gettext("order book"), read(row.name), detail, row.at, mark
        )
    return cards


@trail.describes("orders.order", label=lambda count: ngettext("order", "orders", count))
def describe_orders(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """One's own orders, and all of them for who may see orders."""
    return {
        row.id: trail.Card(
            f"orders.order:{row.id}", gettext("order"), row.number,
            str(Money(row.total_minor, row.currency)), row.at, "replay" if row.replay else "",
        )
        for row in visible(viewer).filter(id__in=ids)
    }  # fmt: skip
