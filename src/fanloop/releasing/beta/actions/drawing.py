"""Announce a wave with the hash of its secret, and draw it when it has closed."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import Member
from fanloop.releasing.beta import queries
from fanloop.releasing.beta.actions.programmes import lock
from fanloop.releasing.beta.facts import SeatsDrawn, WaveAnnounced
from fanloop.releasing.beta.models import Application, Draw, Programme, Seat, Secret, Wave
from fanloop.releasing.beta.rules import draw as rules
from fanloop.releasing.beta.rules.draw import Quota
from fanloop.releasing.beta.rules.refusals import Refused
from fanloop.releasing.beta.rules.words import LEVEL, QUOTAS, RINGS


@transaction.atomic
def announce_wave(
    *, programme: Programme, seats: int, closes: datetime, by: Member, at: datetime, quotas: Sequence[Quota] = (),
    ring: int = 1, secret: str = "",
) -> Wave:  # fmt: skip
    """Publish how many seats will be drawn, which are kept for whom, and the SHA-256 of the secret.

    Without a `secret` a fresh one of 128 bits is made, so nobody has seen it. Raises Refused for a wave that cannot be,
    and while another waits for its draw: two at once would share a pool.
    """
    row = lock(programme)
    _refuse_impossible(seats, closes, quotas, ring, at)
    earlier = queries.waves(row.id)
    if any(one.draw is None for one in earlier):
        raise Refused(_("Draw the wave that is announced first."))
    words = secret or secrets.token_hex(16)
    wave = Wave.objects.create(
        programme=row, number=earlier[0].wave.number + 1 if earlier else 1, seats=seats, ring=ring, closes=closes,
        quotas=[{"kind": one.kind, "value": one.value, "seats": one.seats} for one in quotas],
        commitment=rules.commitment(words), by=by, at=at,
    )  # fmt: skip
    Secret.objects.create(wave=wave, words=words)
    bus.publish(WaveAnnounced(wave=ref(wave), seats=seats, commitment=wave.commitment), at=at)
    return wave


def _refuse_impossible(
    seats: int, closes: datetime, quotas: Sequence[Quota], ring: int, at: datetime
) -> None:
    if seats < 1 or ring not in RINGS:
        raise Refused(_("A wave has at least one seat, in a ring there is."))
    if closes <= at:
        raise Refused(_("A wave closes after it is announced, so that everybody can still apply."))
    if any(one.kind not in QUOTAS or one.seats < 1 or not one.value for one in quotas):
        raise Refused(_("Seats are kept for a level, a language or a device."))
    if any(one.kind == LEVEL and one.value not in set("01234") for one in quotas):
        raise Refused(_("Levels are 0 to 4."))
    if sum(one.seats for one in quotas) > seats:
        raise Refused(_("More seats are kept than there are."))


@transaction.atomic
def draw_wave(*, wave: Wave, by: Member, at: datetime) -> Draw:
    """Tell the secret, give the seats, tell everybody who took part. Raises Refused before the wave closes.

    Two people who draw at once wait for each other in the lock; the second finds it done.
    """
    programme = lock(wave.programme)
    if done := Draw.objects.filter(wave=wave).first():
        return done
    if at < wave.closes:
        raise Refused(_("People may still apply for this wave."))
    kept = Secret.objects.filter(wave=wave).first()
    if kept is None:
        raise Refused(_("The secret of this wave is not in this house. Announce another wave."))
    applications, pool = queries.pool(programme, before=wave.closes)
    chosen = rules.draw(secret=kept.words, pool=pool, seats=wave.seats, quotas=queries.quotas_of(wave))
    row = Draw.objects.create(
        wave=wave, secret=kept.words, pool=[queries.as_published(one) for one in sorted(pool, key=lambda one: one.code)],
        chosen=chosen, by=by, at=at,
    )  # fmt: skip
    kept.delete()
    seats = _seat(wave, [one for one in applications if one.code in set(chosen)], at)
    trail.because(ref(wave), {ref(programme): None}, at=at)
    bus.publish(SeatsDrawn(wave=ref(wave), applied=len(pool), seats=tuple(map(ref, seats))), at=at)
    _tell(wave, applications, set(chosen), at)
    return row


def _seat(wave: Wave, applications: Sequence[Application], at: datetime) -> list[Seat]:
    Application.objects.filter(id__in=[one.id for one in applications]).update(seated_at=at)
    return Seat.objects.bulk_create(
        Seat(
            programme=wave.programme, fan=one.fan, wave=wave, ring=wave.ring, devices=one.devices, active_at=at, at=at,
        )
        for one in applications
    )  # fmt: skip


def _tell(wave: Wave, applications: Sequence[Application], chosen: Collection[str], at: datetime) -> None:
    data = {"title": wave.programme.title, "number": wave.number}
    for kind, inside in (("beta_seat_drawn", True), ("beta_not_drawn", False)):
        people = [one.fan_id for one in applications if (one.code in chosen) is inside]
        fans.notify(people, kind=kind, data=data, about=ref(wave), at=at)
