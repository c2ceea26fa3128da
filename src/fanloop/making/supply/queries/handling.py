"""How parts are planned."""

from collections.abc import Collection

from fanloop.making.supply.models import PartRule


def part_rules(part_ids: Collection[int]) -> dict[int, PartRule]:
    """The rule that holds for each part that has one: the newest."""
    rows = PartRule.objects.filter(part__in=part_ids).order_by("part_id", "-at", "-id").distinct("part_id")
    return {row.part_id: row for row in rows}
