"""Every write of made units."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.things.devices.facts import UnitsBorn
from fanloop.things.devices.models import Retirement, Unit
from fanloop.things.devices.rules.refusals import Refused
from fanloop.things.devices.rules.serials import is_serial, normal, serials
from fanloop.things.products.queries import Variant

__all__ = ["Refused", "born", "born_next", "retire"]

_BATCH = 2_000
_BIRTH_LOCK = 71_011


@transaction.atomic
def born(
    *, serials: Sequence[str], variant: Variant, at: datetime, by: Member | None, batch: str = ""
) -> list[Unit]:
    """Count these as made; one fact for all. Told again, the units born before are returned.

    Two tellers of one serial meet in its unique index, and the later one reads what the first has written.
    Raises Refused for a serial that cannot be one, that stands here twice, or is of another variant.
    """
    wanted = [normal(each) for each in serials]
    _check(wanted)
    known = set(Unit.objects.filter(serial__in=wanted).values_list("serial", flat=True))
    rows = [Unit(serial=each, variant=variant, batch=batch.strip()[:80], at=at, by=by) for each in wanted]
    Unit.objects.bulk_create(
        [row for row in rows if row.serial not in known], ignore_conflicts=True, batch_size=_BATCH
    )
    found = {row.serial: row for row in Unit.objects.filter(serial__in=wanted)}
    for serial, row in found.items():
        if row.variant_id != variant.id:
            raise Refused(_("%(serial)s is the number of another variant.") % {"serial": serial})
    if fresh := len(found) - len(known):
        bus.publish(UnitsBorn(ref(variant), fresh, batch), at=at)
    return [found[serial] for serial in wanted]


@transaction.atomic
def born_next(
    *, prefix: str, count: int, variant: Variant, at: datetime, by: Member | None, batch: str = ""
) -> list[Unit]:
    """Count `count` more units of a prefix as made, numbered on from the last. Two at once follow one another."""
    stem = f"{normal(prefix)}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_BIRTH_LOCK, stem])
    numbers = [_number(each, stem) for each in _under(stem)]
    fresh = serials(prefix, first=max(numbers, default=0) + 1, count=count)
    return born(serials=fresh, variant=variant, at=at, by=by, batch=batch)


@transaction.atomic
def retire(*, unit: Unit, why: str, by: Member | None, at: datetime) -> Retirement:
    """Never send a unit again. Said again, the first reason stands. Raises Refused without a reason."""
    if not why.strip():
        raise Refused(_("Say why this unit is never sent again."))
    row, _is_new = Retirement.objects.get_or_create(
        unit=unit, defaults={"why": why.strip()[:200], "at": at, "by": by}
    )
    return row


def _check(wanted: Sequence[str]) -> None:
    if not wanted:
        raise Refused(_("Name at least one serial."))
    if wrong := next((each for each in wanted if not is_serial(each)), None):
        raise Refused(
            _("“%(serial)s” is no serial: three or more capitals, figures and hyphens.") % {"serial": wrong}
        )
    if twice := next((each for each, often in Counter(wanted).items() if often > 1), None):
        raise Refused(_("%(serial)s stands here twice.") % {"serial": twice})


def _under(stem: str) -> list[str]:
    return list(Unit.objects.filter(serial__startswith=stem).values_list("serial", flat=True))


def _number(serial: str, stem: str) -> int:
    """The count inside one of our serials; 0 for one of another shape."""
    count = serial.removeprefix(stem).partition("-")[0]
    return int(count) if count.isdecimal() else 0
