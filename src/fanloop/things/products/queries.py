"""Reads of products. Everything here is public except bills of materials, which faces guard."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext, ngettext

from fanloop.foundation import lately, trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.things.products.models import Area, BomLine, Line, Part, Variant
from fanloop.things.products.rules.bom import NewBomLine, NewPart

__all__ = ["Area", "BomLine", "Line", "NewBomLine", "NewPart", "Part", "Variant"]


@dataclass(frozen=True)
class Use:
    """`quantity` `unit` of a part go into one `parent`."""

    parent: Part
    quantity: Decimal
    unit: str


@lately.kept("products_line")
def lines(*, kind: str | None = None) -> list[Line]:
    """All lines, hardware first, oldest first."""
    rows = Line.objects.order_by("kind", "at", "id")
    return list(rows.filter(kind=kind) if kind else rows)


def line(slug: str) -> Line | None:
    return Line.objects.filter(slug=slug).first()


def line_by_id(line_id: int) -> Line | None:
    return Line.objects.filter(id=line_id).first()


@lately.kept("products_area", "products_line")
def areas(line_id: int | None = None) -> list[Area]:
    """Areas of one line, or of all."""
    rows = Area.objects.select_related("line").order_by("line_id", "id")
    return list(rows if line_id is None else rows.filter(line=line_id))


def area(area_id: int) -> Area | None:
    return Area.objects.filter(id=area_id).first()


def variants(line_id: int) -> list[Variant]:
    """Variants of a line that can be chosen today, in the maker's order."""
    rows = Variant.objects.filter(line=line_id, retired_at=None)
    return list(rows.select_related("line", "part").order_by("position", "id"))


def every_variant(line_id: int) -> list[Variant]:
    """Variants of a line, those retired after those that can be chosen."""
    rows = Variant.objects.filter(line=line_id).select_related("line", "part")
    return list(rows.order_by(F("retired_at").desc(nulls_first=True), "position", "id"))


def variants_of_part(part_id: int) -> list[Variant]:
    """What fans can choose that is built from this part."""
    return list(
        Variant.objects.filter(part=part_id).select_related("line").order_by("line_id", "position", "id")
    )


def variants_by_ids(ids: Iterable[int]) -> dict[int, Variant]:
    return Variant.objects.select_related("line", "part").in_bulk(set(ids))


def variant(sku: str) -> Variant | None:
    return Variant.objects.select_related("line", "part").filter(sku=sku).first()


def parts(ids: Iterable[int]) -> dict[int, Part]:
    return Part.objects.in_bulk(set(ids))


def part(part_id: int) -> Part | None:
    return Part.objects.filter(id=part_id).first()


def buildable_parts(*, most: int = 500) -> list[tuple[Part, bool]]:
    """Parts a variant may be built from, by number, each with whether it is the top of a bill.

    A top holds others and nothing holds it. Of more than `most` parts only those that hold others or have a
    variant already are named: a list of ten thousand screws helps nobody.
    """
    holds = Exists(BomLine.objects.filter(parent=OuterRef("id")))
    held = Exists(BomLine.objects.filter(child=OuterRef("id")))
    rows = Part.objects.annotate(is_top=holds & ~held).order_by("number")
    if Part.objects.count() > most:
        rows = rows.filter(holds | Exists(Variant.objects.filter(part=OuterRef("id"))))
    return [(row, row.is_top) for row in rows]


def bought_parts(*, text: str = "") -> list[Part]:
    """Parts that hold no others, so somebody must supply them; by number, or those whose number or name has `text`."""
    rows = Part.objects.exclude(id__in=BomLine.objects.values("parent")).order_by("number")
    return list(rows.filter(Q(number__icontains=text) | Q(name__icontains=text)) if text else rows)


def has_bom() -> bool:
    """Whether any bill of materials is here."""
    return BomLine.objects.exists()


def part_by_number(number: str) -> Part | None:
    return Part.objects.filter(number=number).first()


def parts_by_numbers(numbers: Collection[str]) -> dict[str, Part]:
    return {part.number: part for part in Part.objects.filter(number__in=numbers)}


_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT CAST(%s AS bigint) UNION SELECT b.child_id FROM products_bomline b JOIN below ON b.parent_id = below.id
)
SELECT b.parent_id, b.child_id, b.quantity FROM products_bomline b JOIN below ON b.parent_id = below.id
ORDER BY b.parent_id, b.position, b.id
"""


def bom_below(part_id: int) -> list[tuple[int, int, Decimal]]:
    """Every line of the bill under a part, all levels: (parent id, child id, pieces or units per parent)."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [part_id])
        return [(parent, child, quantity) for parent, child, quantity in cursor.fetchall()]


def bom_lines(parent_id: int) -> list[BomLine]:
    """One level of a bill, in the order of the file."""
    return list(BomLine.objects.filter(parent=parent_id).select_related("child").order_by("position", "id"))


def where_used(part_id: int) -> list[Use]:
    """The parts that hold this one directly."""
    rows = BomLine.objects.filter(child=part_id).select_related("parent").order_by("parent__number", "id")
    return [Use(row.parent, row.quantity, row.unit) for row in rows]


@trail.describes("products.line", label=lambda count: ngettext("product line", "product lines", count))
def describe_lines(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:  # noqa: ARG001 -- lines are public
    return {
        row.id: trail.Card(
            f"products.line:{row.id}", gettext("product line"), read(row.name), read(row.tagline), row.at
        )
        for row in Line.objects.filter(id__in=ids)
    }


@trail.describes("products.part", label=lambda count: ngettext("part", "parts", count))
def describe_parts(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    """Parts are the maker's and the suppliers' business; fans see that there is one."""
    if not (viewer.is_staff or viewer.is_system or viewer.partner_id):
        return {}
    return {
        row.id: trail.Card(f"products.part:{row.id}", gettext("part"), row.name, row.number, row.at)
        for row in Part.objects.filter(id__in=ids)
    }
