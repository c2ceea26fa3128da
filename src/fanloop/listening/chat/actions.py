"""Every write of chat: rooms, lines, and who of the maker is here."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.foundation.text.translated import read, words
from fanloop.listening.chat.facts import LineSaid, RoomClosed, RoomOpened
from fanloop.listening.chat.models import Line, Presence, Room, Veil
from fanloop.listening.chat.queries import LINE, ROOM
from fanloop.listening.chat.rules.lines import LONGEST, hour_of, may_mend
from fanloop.listening.chat.rules.refusals import Refused
from fanloop.listening.community.queries import Space
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member

__all__ = [
    "Refused",
    "close_room",
    "forget_words",
    "index_history",
    "keep_present",
    "lift_veil",
    "mend",
    "open_room",
    "refresh_line",
    "reopen_room",
    "say",
    "veil",
]

PRESENT_FOR = timedelta(seconds=75)
TAKEN = frozenset({"new", "seen", "lines"})


@transaction.atomic
def open_room(
    *, space: Space, slug: str, name: str | Mapping[str, str], by: Member | None, at: datetime
) -> Room:
    """Open a room in a space. Raises Refused for an address that another room or a page of the house has."""
    taken = _("Another room has the address %(slug)s.") % {"slug": slug}
    if slug in TAKEN:
        raise Refused(taken)
    try:
        with transaction.atomic():
            room = Room.objects.create(space=space, slug=slug, name=words(name), opened_by=by, at=at)
    except IntegrityError:
        raise Refused(taken) from None
    bus.publish(RoomOpened(room=ref(room), space=ref(space)), at=at)
    return room


@transaction.atomic
def close_room(*, room: Room, by: Member, at: datetime) -> None:
    """Nobody can say anything here any more. Closing it again changes nothing."""
    if Room.objects.filter(id=room.id, closed_at=None).update(closed_at=at, closed_by=by):
        bus.publish(RoomClosed(room=ref(room)), at=at)
        live.announce(ref(room))


@transaction.atomic
def reopen_room(*, room: Room, at: datetime) -> None:
    """Talk goes on. Opening what is open changes nothing."""
    if Room.objects.filter(id=room.id).exclude(closed_at=None).update(closed_at=None, closed_by=None):
        bus.publish(RoomOpened(room=ref(room), space=f"community.space:{room.space_id}"), at=at)
        live.announce(ref(room))


@transaction.atomic
def say(*, room: Room, author: Fan, words: str, at: datetime) -> Line:
    """Say one thing in a room; open pages fetch it. The search takes it up within a minute, in sets.

    Raises Refused for no words, too many, or a closed room. The room's row is shared, so that a line cannot
    slip in while the room is being closed.
    """
    if Room.objects.select_for_update(of=("self",), no_key=True).get(id=room.id).closed_at is not None:
        raise Refused(_("This room is closed. What was said here can still be read."))
    row = Line.objects.create(room=room, author=author, words=_said(words), at=at)
    bus.publish(LineSaid(room=ref(room), line=ref(row)), at=at)
    live.announce(ref(room), str(row.id))
    return row


def _said(text: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(_("Say something first: the words cannot be empty."))
    if len(text) > LONGEST:
        raise Refused(
            _("A line has at most %(count)s characters. Start a topic for more.") % {"count": LONGEST}
        )
    return text


@transaction.atomic
def mend(*, line: Line, by: Fan, words: str, at: datetime) -> Line:
    """Mend a slip within the first minute. Raises Refused for somebody else, or later."""
    if line.author_id != by.id or not may_mend(line.at, at=at):
        raise Refused(_("A line can be mended for one minute, by whoever said it."))
    line.words, line.edited_at, line.changed_at = _said(words), at, at
    line.save(update_fields=["words", "edited_at", "changed_at"])
    _reindex(line.room_id, since=line.at, until=line.at, known_only=True)
    live.announce(f"{ROOM}:{line.room_id}", str(line.id))
    return line


@transaction.atomic
def refresh_line(*, line_id: int, at: datetime) -> None:
    """A line was hidden or shown again: open pages fetch it anew, and the search forgets or learns it."""
    line = Line.objects.filter(id=line_id).first()
    if line is None:
        return
    Line.objects.filter(id=line_id).update(changed_at=at)
    _reindex(line.room_id, since=line.at, until=line.at, known_only=True)
    live.announce(f"{ROOM}:{line.room_id}", str(line.id))


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:
    """Blank what an erased fan said; the lines stay, so that answers to them keep their place."""
    touched = list(Line.objects.filter(author=fan_id).exclude(words="").values_list("room_id", "at"))
    count = Line.objects.filter(author=fan_id).exclude(words="").update(words="", changed_at=at)
    for room_id, hour in sorted({(room_id, hour_of(moment)) for room_id, moment in touched}):
        _reindex(room_id, since=hour, until=hour, known_only=True)
    for room_id in {room_id for room_id, _at in touched}:
        live.announce(f"{ROOM}:{room_id}")
    return count


@transaction.atomic
def index_history(*, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Make what was said since the last time findable, an hour's lines of a room at once. Returns how many lines were new.

    Two workers at once: the room's row is locked, so the second finds nothing left.
    """
    new = 0
    for room in Room.objects.select_for_update(skip_locked=True).order_by("id"):
        fresh = list(
            Line.objects.filter(room=room, id__gt=room.indexed_to).order_by("id").values_list("id", "at")
        )
        for hour in sorted({hour_of(moment) for _id, moment in fresh}):
            _reindex(room.id, since=hour, until=hour)
        if fresh:
            Room.objects.filter(id=room.id).update(indexed_to=fresh[-1][0])
        new += len(fresh)
    return new


def _reindex(room_id: int, *, since: datetime, until: datetime, known_only: bool = False) -> None:
    """Write the blocks of these hours anew; a block is called by its first line, which never changes.

    `known_only`: a block that the search does not hold yet is left to `index_history`.
    """
    room = Room.objects.select_related("space").get(id=room_id)
    start, end = hour_of(since), hour_of(until) + timedelta(hours=1)
    rows = list(Line.objects.filter(room=room, at__gte=start, at__lt=end).order_by("id"))
    rows = [row for row in rows if not known_only or row.id <= room.indexed_to]
    if not rows:
        return
    hidden = hidden_ids(LINE)
    name, said = f"{LINE}:{rows[0].id}", "\n".join(row.words for row in rows if row.id not in hidden).strip()
    if not said:
        search.forget([name])
        return
    title = read(room.name, room.space.language)
    search.index(
        [
            search.Entry(
                ref=name, language=room.space.language, title=title, words=said, at=rows[0].at,
                labels=[f"community.space:{room.space_id}", *{f"fans.fan:{row.author_id}" for row in rows}],
            )
        ]
    )  # fmt: skip


@again.everything(LINE)
def find_everything() -> int:
    """Every hour that something was said in, of every room."""
    count = 0
    for room in Room.objects.order_by("id"):
        rows = Line.objects.filter(room=room, id__lte=room.indexed_to).values_list("at", flat=True)
        hours = sorted({hour_of(moment) for moment in rows.iterator(10_000)})
        for hour in hours:
            _reindex(room.id, since=hour, until=hour, known_only=True)
        count += len(hours)
    return count


_HERE = """
INSERT INTO chat_presence (member_id, about, until)
SELECT m.id, w.about, %(until)s FROM unnest(%(members)s::bigint[], %(abouts)s::text[]) AS w(member, about)
JOIN team_member m ON m.id = w.member AND m.left_at IS NULL
WHERE NOT EXISTS (SELECT 1 FROM chat_veil v WHERE v.member_id = m.id AND v.lifted_at IS NULL)
ORDER BY w.about, m.id
ON CONFLICT (about, member_id) DO UPDATE SET until = greatest(chat_presence.until, excluded.until)
RETURNING about, xmax = 0
"""


@transaction.atomic
def keep_present(*, who: Iterable[tuple[int, str]], at: datetime) -> int:
    """Members (id, reference of what they look at) are here for another while; who was not seen again is gone.

    Any number of processes say it for their own streams. Pages hear of it when somebody came or went. Returns
    how many are new.
    """
    pairs = sorted(set(who), key=lambda pair: pair[::-1])
    moved = set(Presence.objects.filter(until__lte=at).values_list("about", flat=True))
    if moved:
        Presence.objects.filter(until__lte=at).delete()
    values: dict[str, Any] = {
        "until": at + PRESENT_FOR,
        "members": [one for one, _ in pairs],
        "abouts": [about for _, about in pairs],
    }
    came = []
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_HERE, values)
            came = [about for about, is_new in cursor.fetchall() if is_new]
    _tell_presence(moved | set(came))
    return len(came)


@transaction.atomic
def veil(*, member: Member, at: datetime) -> None:
    """Be here without being shown. Doing it again changes nothing."""
    if Veil.objects.filter(member=member, lifted_at=None).exists():
        return
    Veil.objects.bulk_create([Veil(member=member, at=at)], ignore_conflicts=True)
    here = set(Presence.objects.filter(member=member).values_list("about", flat=True))
    Presence.objects.filter(member=member).delete()
    _tell_presence(here)


@transaction.atomic
def lift_veil(*, member: Member, at: datetime) -> None:
    """Be shown again."""
    Veil.objects.filter(member=member, lifted_at=None).update(lifted_at=at)


def _tell_presence(abouts: Iterable[str]) -> None:
    for about in sorted(set(abouts)):
        live.announce(f"chat.presence/{about}")
