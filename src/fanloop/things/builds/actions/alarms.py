"""Telling those who may offer builds before a paper ends, and when it has: machines refuse to update then."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation import bus
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import fan_ids_who_may
from fanloop.things.builds.facts import PaperEnding
from fanloop.things.builds.models import Alarm
from fanloop.things.builds.queries import ending, newest


@transaction.atomic
def ring(*, at: datetime) -> int:
    """Tell of each paper that ends soon, or has ended, once each; return how many were told of."""
    stands = newest()
    return sum(_told(role, stands[role].version, when, how == "ended", at) for role, when, how in ending(at))


def _told(role: str, version: int, when: datetime, has_ended: bool, at: datetime) -> bool:
    row, is_new = Alarm.objects.get_or_create(
        role=role, version=version, has_ended=has_ended, defaults={"at": at}
    )
    if not is_new:
        return False
    fact = PaperEnding(role=role, version=version, expires=when.isoformat(), has_ended=has_ended)
    bus.publish(fact, at=at)
    fans.notify(
        fan_ids_who_may("builds.offer"), kind="build_paper_ended" if has_ended else "build_paper_ends",
        data={"role": role, "day": when.date().isoformat()}, about="", at=at, key_prefix=f"build_paper:{row.id}",
    )  # fmt: skip
    return True
