"""Plan trains, make changes, board them and leave them behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.text import translated
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.facts import ChangeBoarded, ChangeLeftBehind, TrainPlanned
from fanloop.releasing.releases.models import Boarding, Change, Credit, Departure, Train
from fanloop.releasing.releases.rules import train as rules
from fanloop.releasing.releases.rules.cadence import Cadence, departures
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.things.products.queries import Line

LIVE = "releases"
UNDONE = "Boarded by mistake."


def zone() -> ZoneInfo:
    """The maker's time zone, in which Fridays are counted."""
    return ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def plan_train(*, line: Line, leaves_at: datetime, at: datetime, number: str | None = None) -> Train:
    """Give a Friday a train. Planning the same number again answers the train that is there."""
    name = number or rules.number_for(leaves_at.astimezone(zone()).date())
    row, is_new = Train.objects.get_or_create(
        line=line, number=name, defaults={"leaves_at": leaves_at, "at": at}
    )
    if is_new:
        bus.publish(TrainPlanned(train=ref(row), leaves_at=leaves_at.isoformat()), at=at)
    return row


def plan_fridays(*, line: Line, at: datetime, count: int = 3, after: datetime | None = None) -> list[Train]:
    """Have a train for each of the next `count` Fridays, or those `after` a moment; planned ones stay as they are."""
    slots = departures(Cadence(zone=settings.TIME_ZONE), after or at, count)
    return [
        plan_train(line=line, leaves_at=slot.leaves_at, number=rules.number_for(slot.day), at=at)
        for slot in slots
    ]


@transaction.atomic
def make_change(
    *,
    line: Line,
    title: str | Mapping[str, str],
    kind: str,
    at: datetime,
    acceptances: Sequence[str] = (),
    words: str | Mapping[str, str] = "",
    maker: Member | None = None,
    maker_name: str = "",
) -> Change:
    """Put a change on the platform. `acceptances` are refs of the promises that it keeps."""
    if kind not in Change.Kind.values:
        raise Refused(f"A change is new, improved or fixed, not {kind!r}.")
    row = Change.objects.create(
        line=line,
        title=translated.words(title),
        words=translated.words(words) if words else {},
        kind=kind,
        maker=maker,
        maker_name=maker_name,
        at=at,
    )
    trail.because(ref(row), dict.fromkeys(acceptances), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def board(*, change: Change, train: Train, at: datetime, by: Member | None = None) -> Boarding:
    """Give a change its place. It leaves its former place by the same act; boarding twice is boarding once."""
    lock(train)
    place = Boarding.objects.select_for_update(of=("self",)).filter(change=change, left_at=None).first()
    if place and place.train_id == train.id:
        return place
    if change.line_id != train.line_id:
        raise Refused(_("This change belongs to another line; board it on a train of its own line."))
    refuse_departed(train)
    if place:
        refuse_departed(place.train)
        _leave(place, by=by, why=f"{queries.MOVED}{train.number}", at=at)
    row = Boarding.objects.create(change=change, train=train, by=by, at=at)
    bus.publish(ChangeBoarded(change=ref(change), train=ref(train)), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def leave_behind(*, change: Change, why: str, at: datetime, by: Member | None = None) -> Boarding:
    """Take a change back to the platform, with the reason that everybody may read."""
    place = Boarding.objects.select_for_update(of=("self",)).filter(change=change, left_at=None).first()
    if place is None:
        raise Refused(_("This change is on the platform already."))
    if not why.strip():
        raise Refused(_("Say why it stays behind; the fans who wait for it will read it."))
    lock(place.train)
    refuse_departed(place.train)
    _leave(place, by=by, why=why.strip(), at=at)
    bus.publish(ChangeLeftBehind(change=ref(change), train=ref(place.train), why=place.why_left), at=at)
    live.announce(LIVE)
    return place


@transaction.atomic
def credit(*, change: Change, fan_ids: Sequence[int], for_what: str, at: datetime) -> None:
    """Put names beside a change: who asked, backed, helped or made it. Crediting twice is crediting once."""
    people = dict.fromkeys(fan_ids)
    rows = [Credit(change=change, fan_id=fan_id, for_what=for_what, at=at) for fan_id in people]
    Credit.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def undo_move(*, change: Change, at: datetime, by: Member | None = None) -> None:
    """Put a change back where it was before its last move, with the reason it had there.

    Raises Refused when there was no move, or the change has shipped.
    """
    rows = list(Boarding.objects.filter(change=change).select_related("train").order_by("-id")[:2])
    if not rows:
        raise Refused(_("This change has not moved."))
    last, before = rows[0], rows[1] if len(rows) > 1 else None
    if last.left_at is not None:
        board(change=change, train=last.train, by=by, at=at)
    elif before is not None and before.left_at == last.at:
        board(change=change, train=before.train, by=by, at=at)
    else:
        leave_behind(change=change, why=before.why_left if before else UNDONE, by=by, at=at)


@transaction.atomic
def forget_credits(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Take an erased fan's name from beside all changes. Returns how many there were."""
    gone, _ = Credit.objects.filter(fan_id=fan_id).delete()
    return gone


def plan_running_lines(*, at: datetime) -> None:
    """Lines that have Fridays keep having them: three trains ahead, every day anew."""
    for line in queries.running_lines():
        plan_fridays(line=line, at=at)


def lock(train: Train) -> None:
    """Boarding and departing the same train happen one after the other."""
    Train.objects.select_for_update().get(id=train.id)


def refuse_departed(train: Train) -> None:
    if Departure.objects.filter(train=train).exists():
        raise Refused(_("%(train)s has left. What is aboard has shipped.") % {"train": train.number})


def _leave(place: Boarding, *, by: Member | None, why: str, at: datetime) -> None:
    place.left_at, place.left_by, place.why_left = at, by, why[:400]
    place.save(update_fields=["left_at", "left_by", "why_left"])
