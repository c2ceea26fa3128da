"""Writes of products: lines, areas, variants, and bills of materials without circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.text.translated import words
from fanloop.things.products.facts import BomChanged
from fanloop.things.products.models import Area, BomLine, Line, Part, Variant
from fanloop.things.products.rules.bom import BomRefused, NewBomLine, NewPart, check
from fanloop.things.products.rules.refusals import Refused

__all__ = ["BomRefused", "Imported", "NewBomLine", "NewLine", "NewPart", "Refused"]

Said = str | Mapping[str, str]
_BOM_LOCK = 71_001


@dataclass(frozen=True)
class NewLine:
    """A line as an import names it."""

    source_key: str
    slug: str
    name: Said
    kind: str
    at: datetime


@dataclass(frozen=True)
class Imported:
    """What an import wrote; what stood there already is not counted."""

    parts: int
    lines: int


@transaction.atomic
def add_line(*, slug: str, name: Said, at: datetime, tagline: Said = "", kind: str = Line.HARDWARE) -> Line:
    """Open a product line. Raises Refused for an address that another line has."""
    tagline_words = words(tagline) if tagline else {}
    try:
        with transaction.atomic():
            return Line.objects.create(slug=slug, name=words(name), tagline=tagline_words, kind=kind, at=at)
    except IntegrityError:
        raise Refused(_("Another line has the address %(slug)s.") % {"slug": slug}) from None


@transaction.atomic
def import_lines(*, lines: Sequence[NewLine], at: datetime) -> dict[str, int]:  # noqa: ARG001 -- rows carry theirs
    """Add lines once; answer every given source key with its row's id."""
    rows = [
        Line(slug=new.slug, name=words(new.name), kind=new.kind, at=new.at, source_key=new.source_key)
        for new in lines
    ]
    Line.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [new.source_key for new in lines]
    rows_now = Line.objects.filter(source_key__in=keys).values_list("source_key", "id")
    return {str(key): line_id for key, line_id in rows_now}


@transaction.atomic
def add_area(*, line: Line, slug: str, name: Said, at: datetime) -> Area:
    """Let fans point at one more part of a line. Raises Refused for an address the line has already."""
    try:
        with transaction.atomic():
            return Area.objects.create(line=line, slug=slug, name=words(name), at=at)
    except IntegrityError:
        raise Refused(_("This line has an area %(slug)s already.") % {"slug": slug}) from None


@transaction.atomic
def add_variant(
    *, line: Line, sku: str, name: Said, at: datetime, part: Part | None = None, position: int = 0
) -> Variant:
    """One more thing to choose. Raises Refused for a SKU that stands on another variant."""
    try:
        with transaction.atomic():
            return Variant.objects.create(
                line=line, sku=sku, name=words(name), part=part, position=position, at=at
            )
    except IntegrityError:
        raise Refused(_("Another variant has the SKU %(sku)s.") % {"sku": sku}) from None


@transaction.atomic
def build_variant(*, variant: Variant, part: Part | None, at: datetime) -> None:  # noqa: ARG001 -- acts have a time
    """Say which part is the top of its bill of materials, often long after the variant was named."""
    Variant.objects.filter(id=variant.id).update(part=part)


@transaction.atomic
def retire_variant(*, variant: Variant, at: datetime) -> None:
    """Out of the shop; units and orders keep it."""
    Variant.objects.filter(id=variant.id, retired_at=None).update(retired_at=at)


@transaction.atomic
def return_variant(*, variant: Variant, at: datetime) -> None:  # noqa: ARG001 -- acts have a time
    """Back into the shop, as if it had never been retired."""
    Variant.objects.filter(id=variant.id).update(retired_at=None)


@transaction.atomic
def set_bom(*, parent: str, lines: Sequence[NewBomLine], at: datetime) -> Part:
    """Replace one level of a bill by these lines. Refuses parts nobody knows, and circles."""
    _hold_boms()
    top = Part.objects.filter(number=parent).first()
    if top is None:
        raise BomRefused(f"there is no part {parent}")
    check(lines, existing=_edges(without=top))
    BomLine.objects.filter(parent=top).delete()
    written = _write_lines([line for line in lines if line.parent == parent], at=at)
    Part.objects.filter(id=top.id).update(kind=Part.ASSEMBLY)
    bus.publish(BomChanged(parts=1, lines=written), at=at)
    return top


@transaction.atomic
def import_bom(*, parts: Sequence[NewPart], lines: Sequence[NewBomLine], at: datetime) -> Imported:
    """Add parts and lines that are not there yet, in one batch. Raises BomRefused for a circle."""
    _hold_boms()
    check(lines, existing=_edges())
    before = Part.objects.count(), BomLine.objects.count()
    rows = [
        Part(
            number=new.number, name=new.name, kind=new.kind, unit=new.unit, unit_assumed=new.unit_assumed,
            source_key=new.source_key, at=at,
        )
        for new in parts
    ]  # fmt: skip
    Part.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    _write_lines(lines, at=at)
    done = Imported(Part.objects.count() - before[0], BomLine.objects.count() - before[1])
    if done.parts or done.lines:
        bus.publish(BomChanged(parts=done.parts, lines=done.lines), at=at)
    return done


def _hold_boms() -> None:
    """Two bills written at once could close a circle that neither of them holds alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_BOM_LOCK])


def _edges(*, without: Part | None = None) -> list[tuple[str, str]]:
    rows = BomLine.objects.values_list("parent__number", "child__number")
    return list(rows.exclude(parent=without) if without else rows)


def _write_lines(lines: Sequence[NewBomLine], *, at: datetime) -> int:
    numbers = {line.parent for line in lines} | {line.child for line in lines}
    ids = dict(Part.objects.filter(number__in=numbers).values_list("number", "id"))
    if missing := sorted(numbers - ids.keys()):
        raise BomRefused(f"there is no part {', '.join(missing[:5])}")
    rows = [
        BomLine(
            parent_id=ids[line.parent], child_id=ids[line.child], quantity=line.quantity, unit=line.unit,
            reference=line.reference, comment=line.comment, position=line.position, at=at,
        )
        for line in lines
    ]  # fmt: skip
    return len(BomLine.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000))
