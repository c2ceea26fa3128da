"""Who runs drops is told in time that too many want one, and that two of them fall into one hour."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import fan_ids_who_may
from fanloop.selling.campaigns.models import Drop
from fanloop.selling.campaigns.queries import drops as queries


@transaction.atomic
def tell_crowds(*, at: datetime) -> int:
    """The published rules let a lottery be made of a drop for an hour: say so once, to all who may. Returns how many lines."""
    told = 0
    for now in queries.crowded_soon(at):
        said = {"people": now.interest, "places": now.drop.rules["places"], "moment": _moment(now.drop)}
        told += _tell(now.drop, "drop_crowded", said, f"drop_crowded:{now.drop.id}", at)
    return told


@transaction.atomic
def tell_neighbours(*, drop: Drop, at: datetime) -> int:
    """Another drop, published before, opens within an hour of this one, so that people must choose and the claims meet.
    Returns how many lines.
    """
    return sum(
        _tell(
            drop, "drop_same_hour", {"other": each.campaign.title, "moment": _moment(drop), "then": _moment(each)},
            f"drop_same_hour:{drop.id}:{each.id}", at,
        )
        for each in queries.neighbours(drop)
        if each.id < drop.id
    )  # fmt: skip


def _tell(drop: Drop, kind: str, said: Mapping[str, Any], key: str, at: datetime) -> int:
    data = {"title": drop.campaign.title, **said}
    return notify(
        fan_ids_who_may("campaigns.open"), kind=kind, data=data, about=ref(drop), at=at, key_prefix=key
    )


def _moment(drop: Drop) -> str:
    return f"{drop.opens_at:%Y-%m-%d %H:%M} UTC"
