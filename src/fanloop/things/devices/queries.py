"""Every read of made units. Serials of strangers are nobody's business: faces guard these reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.things.devices.models import Retirement, Unit
from fanloop.things.devices.rules.serials import normal

__all__ = ["Batch", "Unit", "batches", "find", "made", "normal", "retired", "unit", "units_by_serials"]


@dataclass(frozen=True)
class Batch:
    """What was made together: how many pieces of one variant, from when to when, under which serials."""

    batch: str
    variant_id: int
    units: int
    retired: int
    first: datetime
    last: datetime
    serials: tuple[str, str]


def unit(serial: str) -> Unit | None:
    """One unit by its serial, however it was typed."""
    return Unit.objects.select_related("variant", "by").filter(serial=normal(serial)).first()


def units_by_serials(serials: Iterable[str]) -> dict[str, Unit]:
    """Serial → unit, for those that exist."""
    wanted = {normal(each) for each in serials}
    return {row.serial: row for row in Unit.objects.select_related("variant").filter(serial__in=wanted)}


def sendable() -> QuerySet[Unit]:
    """Units that were not retired."""
    return Unit.objects.filter(~Exists(Retirement.objects.filter(unit=OuterRef("pk"))))


def made(variant_ids: Collection[int] | None = None) -> dict[int, int]:
    """Variant id → made units that were not retired."""
    rows = sendable() if variant_ids is None else sendable().filter(variant__in=variant_ids)
    return dict(rows.values_list("variant").annotate(units=Count("id")))


def retired(unit_ids: Collection[int]) -> dict[int, Retirement]:
    """Unit id → why it is never sent again."""
    return {row.unit_id: row for row in Retirement.objects.filter(unit__in=unit_ids)}


def find(*, text: str = "", batch: str | None = None) -> QuerySet[Unit]:
    """Units newest first, whose serial or batch begins like `text`, or those of one batch."""
    rows = Unit.objects.select_related("variant", "by").order_by("-at", "-id")
    if text:
        rows = rows.filter(Q(serial__startswith=normal(text)) | Q(batch__istartswith=text.strip()))
    return rows if batch is None else rows.filter(batch=batch)


def batches() -> list[Batch]:
    """What was made together, newest first."""
    gone = Count("id", filter=Exists(Retirement.objects.filter(unit=OuterRef("pk"))))
    rows = Unit.objects.values("batch", "variant").annotate(
        units=Count("id"), gone=gone, begun=Min("at"), ended=Max("at"), low=Min("serial"), high=Max("serial")
    )
    return [
        Batch(
            row["batch"], row["variant"], row["units"], row["gone"], row["begun"], row["ended"],
            (row["low"], row["high"]),
        )
        for row in rows.order_by("-ended", "batch", "variant")
    ]  # fmt: skip


@trail.describes("devices.unit", label=lambda count: ngettext("unit", "units", count))
def describe_units(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """Serials are for the maker's people; to others a unit is a kind and a count."""
    if not viewer.is_staff:
        return {}
    return {
        row.id: trail.Card(
            f"devices.unit:{row.id}", gettext("unit"), row.serial, read(row.variant.name), row.at
        )
        for row in Unit.objects.select_related("variant").filter(id__in=ids)
    }
