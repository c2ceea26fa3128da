"""What fans say on Tuesday is credited where most others found the same."""

from datetime import datetime

from django.db import transaction

from fanloop.people.fans import actions as fans
from fanloop.people.levels.rules import deeds
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.models import Train


@transaction.atomic
def credit_confirmed(*, train: Train, at: datetime, fan_id: int | None = None) -> int:
    """Write a deed for each verdict that the settled week confirms, of one fan or of all; how many there are.

    All carry the day the week was settled, so that writing them again changes nothing.
    """
    day = queries.settled_on(train.id)
    if day is None:
        return 0
    found = queries.verdicts_confirmed(train.id, fan_id=fan_id)
    rows = [
        fans.NewDeed(one, day, deeds.VERDICT_CONFIRMED, ref=f"releases.change:{change}")
        for one, change in found
    ]
    return fans.record_deeds(rows, at=at)
