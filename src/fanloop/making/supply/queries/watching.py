"""What a plan wants looked at, and what it asks of each supplier week by week."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from fanloop.foundation.money import Money
from fanloop.foundation.text.days import day_words
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import PlanMessage, SupplierWeek
from fanloop.making.supply.queries.orders import quantity_words
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.things.products.queries import Part

_FIRST = [
    PlanMessage.Code.EXPEDITE,
    PlanMessage.Code.LATE_START,
    PlanMessage.Code.FROZEN,
    PlanMessage.Code.CANCEL,
    PlanMessage.Code.DEFER,
    PlanMessage.Code.EXCESS,
]


@dataclass(frozen=True)
class Notice:
    """One message in words; `is_risk` when something will be missing."""

    part: Part
    what: str
    is_risk: bool


@dataclass(frozen=True)
class SupplierRow:
    """A supplier's weeks in one currency: (week, lots, late lots, price), and the price of all of them."""

    name: str
    weeks: list[tuple[date, int, int, Money]]
    total: Money


def notices(plan_id: int, *, viewer: Viewer, limit: int = 200) -> list[Notice]:
    """What hurts first, then by week."""
    if not may_see_plans(viewer):
        return []
    rows = list(PlanMessage.objects.filter(plan=plan_id).select_related("part").order_by("week", "id"))
    rows.sort(key=lambda row: _FIRST.index(PlanMessage.Code(row.code)))
    return [Notice(row.part, _words(row), row.code in _FIRST[:3]) for row in rows[:limit]]


def supplier_weeks(plan_id: int, *, viewer: Viewer) -> list[SupplierRow]:
    """For those who may see prices."""
    if not may_see_prices(viewer):
        return []
    groups: dict[tuple[str, str], list[SupplierWeek]] = {}
    for row in SupplierWeek.objects.filter(plan=plan_id).select_related("partner"):
        groups.setdefault((row.partner.name, row.currency), []).append(row)
    return [
        SupplierRow(
            name,
            [(row.week, row.lots, row.late, Money(row.minor, currency)) for row in rows],
            Money(sum(row.minor for row in rows), currency),
        )
        for (name, currency), rows in groups.items()
    ]


def _words(row: PlanMessage) -> str:
    said = {
        "quantity": quantity_words(row.quantity, row.part.unit),
        "week": day_words(row.week, "bare"),
        "better": day_words(row.better, "bare") if row.better else "",
    }
    code = PlanMessage.Code
    words = {
        code.LATE_START: gettext(
            "%(quantity)s are needed in the week of %(week)s; ordered today they are here in the week of %(better)s"
        ),
        code.FROZEN: gettext(
            "%(quantity)s are needed in the week of %(week)s; the weeks before are frozen, so they come in the week of %(better)s"
        ),
        code.EXPEDITE: gettext(
            "%(quantity)s come in the week of %(week)s; ask for them in the week of %(better)s, they are needed then"
        ),
        code.DEFER: gettext(
            "%(quantity)s come in the week of %(week)s, but are not needed before the week of %(better)s: they could come later"
        ),
        code.CANCEL: gettext("%(quantity)s come in the week of %(week)s, and this plan needs none of them"),
        code.EXCESS: gettext("%(quantity)s on the shelf are more than this plan takes"),
    }
    return words[code(row.code)] % said
