"""A launch while it happens: its doors, its beginning, what is announced, and its end. The clock does what nobody did."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.listening.chat import actions as chat
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import Member
from fanloop.selling.launches.actions.planning import locked, step
from fanloop.selling.launches.facts import Announced, LaunchBegun, LaunchEnded
from fanloop.selling.launches.models import Announcement, Launch, LaunchStep, SignUp
from fanloop.selling.launches.ports import To, pens
from fanloop.selling.launches.queries.signing import counted
from fanloop.selling.launches.rules.phase import BEGUN, DOORS, OVER, PUBLISHED, WITHDRAWN
from fanloop.selling.launches.rules.refusals import Refused

__all__ = ["announce", "begin", "end", "keep_time", "open_doors", "take_back"]
LONGEST = 2_000


@transaction.atomic
def open_doors(*, launch: Launch, at: datetime) -> bool:
    """Open its live room, if it has a space. Returns whether it was opened now."""
    row, steps = locked(launch.id)
    if row.room_id or row.space is None or PUBLISHED not in steps or steps & {OVER, WITHDRAWN}:
        return False
    try:
        row.room = chat.open_room(
            space=row.space, slug=f"launch-{row.slug}", name=row.title, by=row.by, at=at
        )
    except chat.Refused:
        row.room = chat.open_room(
            space=row.space, slug=f"launch-{row.slug}-{row.id}", name=row.title, by=row.by, at=at
        )
    row.save(update_fields=["room"])
    live.announce(ref(row))
    return True


@transaction.atomic
def begin(*, launch: Launch, at: datetime) -> int:
    """Its moment is here: who asked to be told is told, once. Returns how many; 0 when it has begun already."""
    row, steps = locked(launch.id)
    if BEGUN in steps or PUBLISHED not in steps or WITHDRAWN in steps or at < row.starts_at:
        return 0
    open_doors(launch=row, at=at)
    step(row, BEGUN, by=None, at=at)
    people = list(counted(row.id).select_related("fan"))
    _tell(row, people, at)
    bus.publish(LaunchBegun(launch=ref(row), told=len(people)), at=at)
    live.announce("launches")
    return len(people)


def _tell(row: Launch, people: list[SignUp], at: datetime) -> None:
    fans.notify(
        [one.fan_id for one in people if one.fan_id], kind="launch_begins", data={"title": row.title},
        about=ref(row), at=at, key_prefix=f"begins:{row.id}",
    )  # fmt: skip
    letters = [To(one.person, one.email, "", one.language, one.id) for one in people if one.email]
    for pen in pens():
        pen.begins(row.id, letters, at)


@transaction.atomic
def announce(
    *, launch: Launch, words_said: str | Mapping[str, str], by: Member, at: datetime
) -> Announcement:
    """Say something to everybody who has the page open, in the languages it is said in. Raises Refused outside of a launch."""
    row, steps = locked(launch.id)
    if PUBLISHED not in steps or steps & {OVER, WITHDRAWN} or at < row.starts_at - DOORS:
        raise Refused(_("Announcements are made during a launch, from ten minutes before it."))
    said = {tag: text.strip()[:LONGEST] for tag, text in words(words_said).items() if text.strip()}
    if not said:
        raise Refused(_("Say something first: the words cannot be empty."))
    one = Announcement.objects.create(launch=row, words=said, by=by, at=at)
    bus.publish(Announced(launch=ref(row), announcement=ref(one)), at=at)
    live.announce(ref(row), str(one.id))
    return one


@transaction.atomic
def take_back(*, announcement: Announcement, by: Member, at: datetime) -> None:
    """Its words go, its place stays. Doing it again keeps the first."""
    if Announcement.objects.filter(id=announcement.id, back_at=None).update(back_at=at, back_by=by):
        live.announce(f"launches.launch:{announcement.launch_id}")


@transaction.atomic
def end(*, launch: Launch, by: Member | None, at: datetime) -> bool:
    """It is over: the room closes and everything said stays. Returns whether it ended now. Raises Refused before it began."""
    row, steps = locked(launch.id)
    if OVER in steps or WITHDRAWN in steps:
        return False
    if PUBLISHED not in steps or at < row.starts_at:
        raise Refused(_("It has not begun yet. Withdraw it instead."))
    begin(launch=row, at=at)
    row.refresh_from_db()
    step(row, OVER, by=by, at=at)
    if row.room:
        chat.close_room(room=row.room, by=by or row.by, at=at)
    bus.publish(LaunchEnded(launch=ref(row)), at=at)
    live.announce("launches")
    return True


def keep_time(*, at: datetime) -> int:
    """Do what is due, each launch in a transaction of its own, so that it may be done again after a kill."""
    public = LaunchStep.objects.filter(step=PUBLISHED).values("launch")
    ended = LaunchStep.objects.filter(step__in=[OVER, WITHDRAWN]).values("launch")
    rows = Launch.objects.filter(id__in=public, starts_at__lte=at + DOORS).exclude(id__in=ended)
    done = 0
    for row in rows.order_by("starts_at", "id"):
        done += _keep(row, at)
    return done


def _keep(row: Launch, at: datetime) -> int:
    done = int(open_doors(launch=row, at=at))
    if at >= row.starts_at:
        done += int(begin(launch=row, at=at) > 0)
    if at >= row.ends_at:
        done += int(end(launch=row, by=None, at=at))
    return done
