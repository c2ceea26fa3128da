"""Cards of supply for the trail. Staff read plans, planners also suppliers and prices, a supplier its own lines.

Everybody else learns that there is such a thing and how many.
"""

from collections.abc import Mapping
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.days import day_words
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Build, Plan, PurchaseLine, PurchaseOrder, SupplierAnswer, Surplus
from fanloop.making.supply.queries.orders import quantity_words, visible
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices

ASSUMED = "assumed"


def day(moment: date) -> str:
    return day_words(moment, "far")


def why_words(why: str) -> str:
    """The name of a reason nobody asked for."""
    names = {
        Surplus.Why.LOT: gettext("lot rounding"),
        Surplus.Why.SAFETY: gettext("safety stock"),
        Surplus.Why.BET: gettext("the maker’s own bet"),
        Surplus.Why.LOSS: gettext("what will not pass inspection"),
    }
    return names.get(Surplus.Why(why), why)


@trail.describes(
    "supply.purchase_line", label=lambda count: ngettext("purchase order line", "purchase order lines", count)
)
def describe_lines(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    rows = PurchaseLine.objects.filter(id__in=ids).prefetch_related("part", "order__partner")
    if not may_see_plans(viewer):
        rows = rows.filter(order__in=visible(viewer))
    days = {due: day(due) for due in {row.due for row in rows}}
    return {row.id: _line(row, viewer, days[row.due]) for row in rows}


def _line(row: PurchaseLine, viewer: Viewer, due: str) -> trail.Card:
    title = f"{quantity_words(row.quantity)} × {row.part.name}"
    said = [gettext("due %(day)s") % {"day": due}]
    if may_see_prices(viewer) or viewer.partner_id == row.order.partner_id:
        said = [row.order.number, *said, gettext("%(price)s each") % {"price": _price(row)}]
    if may_see_prices(viewer):
        said = [row.order.partner.name, *said]
    mark = ASSUMED if row.assumed else ""
    return trail.Card(ref(row), gettext("purchase order line"), title, " · ".join(said), row.order.at, mark)


def _price(row: PurchaseLine) -> str:
    return str(Money(row.unit_minor, row.order.currency))


@trail.describes(
    "supply.purchase_order", label=lambda count: ngettext("purchase order", "purchase orders", count)
)
def describe_orders(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    label = gettext("purchase order")
    rows: list[PurchaseOrder] = list(visible(viewer).filter(id__in=ids))
    return {row.id: trail.Card(ref(row), label, row.number, row.partner.name, row.at) for row in rows}


@trail.describes("supply.build", label=lambda count: ngettext("build", "builds", count))
def describe_builds(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    if not may_see_plans(viewer):
        return {}
    return {row.id: _build(row) for row in Build.objects.filter(id__in=ids).select_related("variant", "plan")}


def _build(row: Build) -> trail.Card:
    title = f"{quantity_words(row.quantity)} × {row.variant.sku}"
    detail = gettext("in the week of %(day)s") % {"day": day(row.week)}
    if row.bet:
        detail += " · " + gettext("%(bet)s of them a bet") % {"bet": quantity_words(row.bet)}
    mark = "replay" if row.plan.replay else ""
    return trail.Card(ref(row), gettext("build"), title, detail, row.plan.at, mark)


@trail.describes("supply.surplus", label=lambda _count: gettext("nobody asked for these"))
def describe_surplus(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    if not may_see_plans(viewer):
        return {}
    rows = Surplus.objects.filter(id__in=ids).select_related("purchase_line__part", "purchase_line__order")
    return {row.id: _surplus(row) for row in rows}


def _surplus(row: Surplus) -> trail.Card:
    title = f"{quantity_words(row.quantity)} × {row.purchase_line.part.name}"
    label, at = gettext("nobody asked for these"), row.purchase_line.order.at
    return trail.Card(ref(row), label, title, why_words(row.why), at)


@trail.describes("supply.plan", label=lambda count: ngettext("plan", "plans", count))
def describe_plans(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    if not may_see_plans(viewer):
        return {}
    rows = Plan.objects.filter(id__in=ids)
    made = dict(Build.objects.filter(plan__in=ids).values_list("plan").annotate(Sum("quantity")))
    return {
        row.id: trail.Card(
            ref(row),
            gettext("plan"),
            gettext("%(count)s pieces") % {"count": quantity_words(made.get(row.id, row.quantity))},
            gettext("from the week of %(day)s") % {"day": day(row.start_week)},
            row.at,
            "replay" if row.replay else "",
        )
        for row in rows
    }


@trail.describes(
    "supply.supplier_answer", label=lambda count: ngettext("supplier’s answer", "suppliers’ answers", count)
)
def describe_answers(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    rows = SupplierAnswer.objects.filter(id__in=ids, line__order__in=visible(viewer))
    return {row.id: _answer(row) for row in rows.select_related("line__part")}


def _answer(row: SupplierAnswer) -> trail.Card:
    title = gettext("%(quantity)s × %(part)s by %(day)s") % {
        "quantity": quantity_words(row.quantity),
        "part": row.line.part.name,
        "day": day(row.promised),
    }
    return trail.Card(ref(row), gettext("supplier’s answer"), title, row.words, row.at)
