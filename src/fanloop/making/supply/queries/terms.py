"""What is known of each part: its terms, its stock and what is on its way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fanloop.making.supply.models import OnHand, PurchaseLine, SupplierAnswer, Terms


@dataclass(frozen=True)
class OpenLine:
    """A purchase line on its way: what is promised, or what was asked and is not answered yet."""

    line: PurchaseLine
    answer: SupplierAnswer | None

    @property
    def quantity(self) -> Decimal:
        return self.answer.quantity if self.answer else self.line.quantity

    @property
    def day(self) -> date:
        return self.answer.promised if self.answer else self.line.due


def current_terms(part_ids: Collection[int]) -> dict[int, Terms]:
    """The terms that hold for each part: a quote before an assumption, the newest of them."""
    rows = Terms.objects.filter(part__in=part_ids).select_related("partner")
    newest = rows.order_by("part_id", "assumed", "-at", "-id").distinct("part_id")
    return {row.part_id: row for row in newest}


def terms_of_partner(partner_id: int) -> list[Terms]:
    """The terms that hold and are this partner's, by part number."""
    rows = Terms.objects.order_by("part_id", "assumed", "-at", "-id").distinct("part_id")
    own = Terms.objects.filter(id__in=[row.id for row in rows if row.partner_id == partner_id])
    return list(own.select_related("part").order_by("part__number"))


def parts_with_terms() -> set[int]:
    """Parts that some supplier sells, by quote or by assumption."""
    return set(Terms.objects.values_list("part_id", flat=True).distinct())


def on_hand(part_ids: Collection[int]) -> dict[int, OnHand]:
    """The newest count of each part that was ever counted."""
    rows = OnHand.objects.filter(part__in=part_ids).order_by("part_id", "-at", "-id").distinct("part_id")
    return {row.part_id: row for row in rows}


def latest_answers(line_ids: Collection[int]) -> dict[int, SupplierAnswer]:
    """The answer that holds for each line that has one."""
    rows = (
        SupplierAnswer.objects.filter(line__in=line_ids).order_by("line_id", "-at", "-id").distinct("line_id")
    )
    return {row.line_id: row for row in rows}


def open_lines(
    part_ids: Collection[int], *, ordered_by: datetime | None = None, of_plan: int | None = None
) -> list[OpenLine]:
    """Purchase lines of these parts ordered up to a moment, or of one plan and the plans before it."""
    rows = PurchaseLine.objects.filter(part__in=part_ids).select_related("order__partner", "part")
    if ordered_by:
        rows = rows.filter(order__at__lte=ordered_by)
    if of_plan:
        rows = rows.filter(order__plan__lte=of_plan)
    lines = list(rows.order_by("due", "id"))
    answers = latest_answers([line.id for line in lines])
    return [OpenLine(line, answers.get(line.id)) for line in lines]
