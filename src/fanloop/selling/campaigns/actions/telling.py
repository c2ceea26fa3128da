"""Everybody in a draw hears how it went: in portions, the first ranks first, so that winners have their whole time.

A portion and the line that says how far it went are one transaction. So a worker killed between two portions forgets
nobody, and nobody hears twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.selling.campaigns.models import Drop, Replacement, Telling, Winner
from fanloop.selling.campaigns.queries.drops import held_for, pool_of, turn_of
from fanloop.selling.campaigns.queries.leaves import ranked
from fanloop.selling.stock import actions as stock

PORTION = 5_000


@transaction.atomic
def tell_some(*, reveal: int, at: datetime, most: int = PORTION) -> bool:
    """Tell the next portion of a revealed draw; return whether somebody is left. Two workers at once wait for each other."""
    row = (
        Telling.objects.select_for_update().select_related("reveal__draw__drop__campaign").get(reveal=reveal)
    )
    if row.ended_at:
        return False
    drawn, drop = row.reveal.draw, row.reveal.draw.drop
    people = {each.entry: each.fan for each in ranked(drawn, after=row.upto, count=most)}
    served = Winner.objects.filter(place__entry__in=people)
    gone = Replacement.objects.filter(winner__in=served).values_list("winner__place__entry_id", flat=True)
    won, gone_too = set(served.values_list("place__entry_id", flat=True)), set(gone)
    tell_winners(
        drop, [fan for entry, fan in people.items() if fan and entry in won - gone_too], row.reveal.at, at=at
    )
    _tell_the_rest(
        drop, [fan for entry, fan in people.items() if fan and entry not in won], row.reveal.at, at=at
    )
    row.upto, row.at = min(row.upto + most, drawn.entries), at
    row.ended_at = at if row.upto >= drawn.entries else None
    row.save()
    return row.ended_at is None


def tell_winners(drop: Drop, fans: Sequence[int], served_at: datetime, *, at: datetime) -> None:
    """A piece is held for them, and until when. Told again, nobody hears it twice."""
    until = served_at + hold_of(drop, served_at)
    notify(
        fans, kind="drop_won", data={"title": drop.campaign.title, "until": f"{until:%Y-%m-%d %H:%M} UTC"}, about=ref(drop),
        at=at, key_prefix=f"drop_won:{drop.id}",
    )  # fmt: skip


def hold_of(drop: Drop, at: datetime) -> timedelta:
    """How long a piece served at this moment is held: as long as published, from the opening on."""
    return max(drop.opens_at - at, timedelta(0)) + held_for(drop, turn_of(drop))


def _tell_the_rest(drop: Drop, fans: Sequence[int], drawn_at: datetime, *, at: datetime) -> None:
    """Who was not drawn hears it as well, and what it is good for; where nothing is left they came too late."""
    pool = pool_of(drop)
    if pool.remaining < drop.rules["each"]:
        stock.note_crowd(pool=pool.id, fans=fans, quantity=drop.rules["each"], door="draw", at=drawn_at)
    notify(
        fans, kind="drop_not_drawn", data={"title": drop.campaign.title}, about=ref(drop), at=at,
        key_prefix=f"drop_not_drawn:{drop.id}",
    )  # fmt: skip
