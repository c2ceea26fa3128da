"""The devices a fan says they own; forms begin with them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.listening.voices.models import Gear
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.fans.queries import Fan
from fanloop.things.products.queries import Line

MOST = 12


@transaction.atomic
def keep_gear(*, fan: Fan, line: Line, variant: str = "", build: str = "", at: datetime) -> Gear:
    """Remember a device, or the build it runs now. Raises Refused for a thirteenth."""
    variant, build = variant.replace("\0", "").strip()[:120], build.replace("\0", "").strip()[:60]
    row, is_new = Gear.objects.get_or_create(
        fan=fan, line=line, variant=variant, defaults={"build": build, "at": at}
    )
    if is_new and Gear.objects.filter(fan=fan).count() > MOST:
        raise Refused(_("A dozen devices are kept. Take one away first."))
    if not is_new:
        Gear.objects.filter(id=row.id).update(build=build, at=at)
        row.build = build
    return row


@transaction.atomic
def drop_gear(*, fan: Fan, gear_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    Gear.objects.filter(fan=fan, id=gear_id).delete()
