"""What orders have earned: read from the boxes, the returns and the papers, to be compared with the ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from fanloop.selling.orders.models import (
    GivenBack,
    Inspection,
    Order,
    OrderLine,
    Paper,
    Period,
    Quote,
    RepairStep,
    Shipment,
    ShippedUnit,
    Shipping,
)
from fanloop.selling.orders.queries.papers import OF_RETURNS
from fanloop.selling.orders.rules.papers import Line, from_json
from fanloop.selling.orders.rules.revenue import Amount, Sold, earned, total
from fanloop.selling.payments.ports import Gap
from fanloop.selling.payments.queries import books

__all__ = ["Service", "earned_of", "gaps", "key_of", "left_out", "locked_box", "service"]

SHIPPING = "SHIPPING"
"""What stands on papers for sending an order."""


def earned_of(order_ids: Collection[int], *, before: int | None = None) -> dict[int, dict[Line, Amount]]:
    """Order id → line of its papers → what it has earned by now; `before` a box of this position left."""
    sold, notes = _sold(order_ids, before), _notes(order_ids)
    return {id_: earned(sold[id_], notes[id_]) for id_ in order_ids}


def key_of(box: Shipment) -> str:
    """Under which the revenue of a box is booked, once."""
    return f"shipment:{box.id}"


def left_out() -> list[Shipment]:
    """Boxes that earned something which is not in the ledger, in the order they left. Replays earn nothing."""
    booked = books.earned_keys("shipment:")
    boxes = [box for box in _boxes() if key_of(box) not in booked]
    return [box for box in boxes if _earns(box)]


def gaps() -> list[Gap]:
    """Boxes without their revenue, revenue without its box, and orders whose ledger and papers differ."""
    return list(_gaps())


def _gaps() -> Iterator[Gap]:
    missing = left_out()
    for box in missing:
        yield Gap("unearned", f"{box.order.number} · {box.position}", _earns(box), 0, box.order.currency)
    known = {f"shipment:{id_}" for id_ in Shipment.objects.values_list("id", flat=True)}
    for key, about in books.earned_keys("shipment:").items():
        if key not in known:
            yield _without_box(about)
    yield from _sums({box.order_id for box in missing})
    yield from _services()


def _sums(known: Collection[int]) -> Iterator[Gap]:
    """Orders whose ledger says something else than their boxes and returns, or than their papers once all has left."""
    booked = books.earned_sums()
    sent = Exists(Shipment.objects.filter(order=OuterRef("pk")))
    ours = [int(ref.rpartition(":")[2]) for ref in booked if ref.startswith("orders.order:")]
    rows = Order.objects.filter(Q(sent) | Q(id__in=ours), replay=False).exclude(id__in=known).order_by("id")
    orders = list(rows)
    should, papers = earned_of([row.id for row in orders]), _papers([row.id for row in orders])
    for row in orders:
        due, is_gone = total(should[row.id].values()), row.id in papers
        gross, tax = booked.get(f"orders.order:{row.id}", (0, 0))
        if (gross, tax) != (due.gross, due.tax):
            yield Gap("revenue", row.number, due.gross, gross, row.currency)
        elif is_gone and papers[row.id] != due:
            yield Gap("paper", row.number, papers[row.id].gross, gross, row.currency)


def _papers(order_ids: Collection[int]) -> dict[int, Amount]:
    """Order id → invoice less credit notes, of orders that have an invoice and of which nothing is to leave any more."""
    found: dict[int, Amount] = {}
    rows = Paper.objects.filter(order__in=_gone(order_ids)).values_list("order", "kind")
    for id_, kind, gross, tax in rows.annotate(gross=Sum("gross_minor"), tax=Sum("tax_minor")):
        amount = Amount(gross, tax)
        found[id_] = (
            found.get(id_, Amount()) + amount if kind == "invoice" else found.get(id_, Amount()) - amount
        )
    return found


def _gone(order_ids: Collection[int]) -> list[int]:
    """Those of which every piece has left."""
    pieces = OrderLine.objects.filter(order__in=order_ids).values_list("order").annotate(n=Sum("quantity"))
    sent = dict(
        ShippedUnit.objects.filter(line__order__in=order_ids)
        .values_list("line__order")
        .annotate(n=Count("id"))
    )
    return [id_ for id_, count in pieces if sent.get(id_) == count]


@dataclass(frozen=True)
class Service:
    """A period or a quote as the books see it: its fan, its currency, and what it has earned by now."""

    about: str
    fan_id: int
    currency: str
    earned: Amount


def service(about: str) -> Service:
    """One period or quote by its reference."""
    return next(each for each in _all_services(about) if each.about == about)


def _services() -> Iterator[Gap]:
    """Periods that are over and repairs that are done, less their credit notes, against what was booked for them."""
    booked = {
        about: sums
        for about, sums in books.earned_sums().items()
        if about.startswith(("orders.period:", "orders.quote:"))
    }
    for each in _all_services():
        gross, tax = booked.pop(each.about, (0, 0))
        if (gross, tax) != (each.earned.gross, each.earned.tax):
            kind = "revenue" if gross else "unearned"
            yield Gap(kind, each.about, each.earned.gross, gross, each.currency)
    for about in sorted(booked):
        yield _without_box(about)


def _all_services(about: str = "") -> Iterator[Service]:
    kind, _colon, id_ = about.partition(":")
    notes: dict[str, Amount] = defaultdict(Amount)
    papers = Paper.objects.filter(kind="credit_note", order=None)
    for period, quote, gross, tax in papers.values_list("period", "quote", "gross_minor", "tax_minor"):
        notes[f"orders.period:{period}" if period else f"orders.quote:{quote}"] += Amount(gross, tax)
    done = RepairStep.objects.filter(repair=OuterRef("repair"), step="done")
    periods = Period.objects.select_related("contract__service__market")
    quotes = Quote.objects.filter(minor__gt=0).annotate(done=Exists(done)).select_related("repair")
    if about:
        periods = periods.filter(id=id_ if kind == "orders.period" else 0)
        quotes = quotes.filter(id=id_ if kind == "orders.quote" else 0)
    for row in periods.order_by("id"):
        name, worth = f"orders.period:{row.id}", Amount(row.minor, row.tax_minor)
        earned_ = worth - notes[name] if row.recognised_at else Amount()
        yield Service(name, row.contract.fan_id, row.contract.service.market.currency, earned_)
    for each in quotes.order_by("id"):
        name, worth = f"orders.quote:{each.id}", Amount(each.minor, each.tax_minor)
        yield Service(name, each.repair.fan_id, each.currency, worth - notes[name] if each.done else Amount())


def _without_box(about: str) -> Gap:
    rows = books.earned(abouts=[about])
    return Gap("no_box", about, 0, sum(row.gross for row in rows), rows[0].currency)


def _boxes() -> QuerySet[Shipment]:
    rows = Shipment.objects.filter(order__replay=False, order__total_minor__gt=0).select_related("order")
    return rows.order_by("order", "position")


def locked_box(box_id: int) -> Shipment:
    """A box whose order is locked."""
    box = Shipment.objects.select_related("order").get(id=box_id)
    Order.objects.select_for_update(no_key=True).get(id=box.order_id)
    return box


def _earns(box: Shipment) -> int:
    """Minor units this box made of what was owed."""
    ids, place = [box.order_id], box.position
    before, after = earned_of(ids, before=place), earned_of(ids, before=place + 1)
    return total(after[box.order_id].values()).gross - total(before[box.order_id].values()).gross


def _sold(order_ids: Collection[int], before: int | None) -> dict[int, list[Sold]]:
    units = ShippedUnit.objects.filter(line__order__in=order_ids)
    boxes = Shipment.objects.filter(order__in=order_ids)
    if before is not None:
        units, boxes = units.filter(shipment__position__lt=before), boxes.filter(position__lt=before)
    left = dict(units.values_list("line").annotate(n=Count("id")))
    sent = set(boxes.values_list("order", flat=True))
    back: dict[int, list[int]] = defaultdict(list)
    for line, minor in _back(order_ids):
        back[line].append(minor)
    given = GivenBack.objects.filter(order__in=order_ids, line=None)
    sending = dict(given.values_list("order", "minor"))
    found: dict[int, list[Sold]] = {id_: [] for id_ in order_ids}
    for row in OrderLine.objects.select_related("variant").filter(order__in=order_ids).order_by("id"):
        what = (row.variant.sku, row.tax_rate_bp)
        sold = Sold(what, row.unit_minor, row.quantity, left.get(row.id, 0), tuple(back[row.id]))
        found[row.order_id].append(sold)
    for cost in Shipping.objects.filter(order__in=order_ids):
        what = (SHIPPING, cost.tax_rate_bp)
        again = (sending[cost.order_id],) if cost.order_id in sending else ()
        found[cost.order_id].append(Sold(what, cost.minor, 1, int(cost.order_id in sent), again))
    return found


def _back(order_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    """(line, minor units owed) of each piece that came back, and of each price that was cut."""
    rows = Inspection.objects.filter(item__back__order__in=order_ids, minor__gt=0).order_by("id")
    yield from rows.values_list("item__shipped__line", "minor")
    cut = GivenBack.objects.filter(order__in=order_ids, line__isnull=False).order_by("id")
    yield from cut.values_list("line", "minor")


def _notes(order_ids: Collection[int]) -> dict[int, Mapping[Line, Amount]]:
    """Order id → line → what people took back of its invoice by hand."""
    by_hand = Paper.objects.filter(order__in=order_ids, kind="credit_note")
    for prefix in OF_RETURNS:
        by_hand = by_hand.exclude(key__startswith=prefix)
    found: dict[int, dict[Line, Amount]] = {id_: {} for id_ in order_ids}
    for paper in by_hand:
        mine = found[paper.order_id or 0]
        for item in from_json(paper.content).items:
            mine[item.line] = mine.get(item.line, Amount()) + Amount(item.gross, item.tax)
    return dict(found)
