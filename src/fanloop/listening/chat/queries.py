"""Reads of chat. Rooms and lines are public, except what is hidden; presence is of the maker's people alone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.chat.models import Line, Presence, Room, Veil
from fanloop.listening.chat.rules.lines import Place, day_of, may_mend, places
from fanloop.listening.community.queries import Space
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member

__all__ = ["Heard", "Line", "Room", "RoomRow"]

ROOM, LINE = "chat.room", "chat.line"
NEWEST = 50


@dataclass(frozen=True)
class RoomRow:
    """A room in a list: its name in the reader's language, the last line's moment, and who of the maker is here."""

    room: Room
    name: str
    space: str
    last_at: datetime | None
    here: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.room.closed_at is None


@dataclass(frozen=True)
class Heard:
    """A line as it is read. `title` is what the maker's people are called by, else empty."""

    id: int
    words: str
    by: str
    title: str
    at: datetime
    day: date
    place: Place
    is_mine: bool
    is_hidden: bool
    is_edited: bool
    may_mend: bool

    @property
    def is_gone(self) -> bool:
        return not self.words and not self.is_hidden


def room(slug: str) -> Room | None:
    return Room.objects.select_related("space").filter(slug=slug).first()


def room_by_id(room_id: int) -> Room | None:
    return Room.objects.select_related("space").filter(id=room_id).first()


def line(line_id: int) -> Line | None:
    return Line.objects.select_related("room__space").filter(id=line_id).first()


def rooms(*, at: datetime, space: Space | None = None) -> list[RoomRow]:
    """Rooms, open ones with the newest word first. Four queries, whatever there is."""
    rows = Room.objects.select_related("space").order_by("id")
    rows = rows.filter(space=space) if space else rows
    last = dict(Line.objects.filter(room__in=rows).values_list("room").annotate(Max("at")).order_by())
    here = present((f"{ROOM}:{row.id}" for row in rows), at=at)
    found = [
        RoomRow(
            row,
            read(row.name),
            read(row.space.name),
            last.get(row.id),
            tuple(here.get(f"{ROOM}:{row.id}", ())),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (not row.is_open, -(row.last_at or row.room.at).timestamp()))


def newest(where: Room, *, viewer: Viewer, at: datetime, size: int = NEWEST) -> list[Heard]:
    """The newest lines in the order they were said."""
    return _heard(list(_lines(where).order_by("-id")[:size])[::-1], viewer=viewer, at=at)


def after(where: Room, line_id: int, *, viewer: Viewer, at: datetime, size: int = 200) -> list[Heard]:
    """What was said after this line, the newest `size` of it."""
    rows = list(_lines(where).filter(id__gt=line_id).order_by("-id")[:size])[::-1]
    last = (
        Line.objects.filter(room=where, id__lte=line_id)
        .order_by("-id")
        .values_list("author_id", "at")
        .first()
    )
    return _heard(rows, viewer=viewer, at=at, before=last)


def changed(where: Room, line_id: int, *, viewer: Viewer, at: datetime, size: int = NEWEST) -> list[Heard]:
    """Lines up to this one that were mended, hidden or shown in the last minutes, for pages that show them already."""
    rows = (
        _lines(where)
        .filter(id__lte=line_id, changed_at__gte=at - timedelta(minutes=5))
        .order_by("-changed_at")
    )
    found = []
    for row in rows[:size]:
        last = (
            Line.objects.filter(room=where, id__lt=row.id)
            .order_by("-id")
            .values_list("author_id", "at")
            .first()
        )
        found += _heard([row], viewer=viewer, at=at, before=last)
    return found


def on_day(where: Room, day: date, *, viewer: Viewer, at: datetime) -> list[Heard]:
    """Everything that was said on a day of the reader's time zone."""
    start = datetime.combine(day, time(), timezone.get_current_timezone())
    rows = _lines(where).filter(at__gte=start, at__lt=start + timedelta(days=1)).order_by("id")
    return _heard(list(rows[:5_000]), viewer=viewer, at=at)


def days(where: Room, *, newest: int = 366) -> list[date]:
    """Days on which something was said, the newest first."""
    zone = timezone.get_current_timezone()
    moments = Line.objects.filter(room=where).datetimes("at", "day", order="DESC", tzinfo=zone)
    return [moment.date() for moment in moments[:newest]]


def _lines(where: Room) -> QuerySet[Line]:
    return Line.objects.filter(room=where)


def _heard(
    rows: Sequence[Line], *, viewer: Viewer, at: datetime, before: tuple[int, datetime] | None = None
) -> list[Heard]:
    """Lines with names and places. Three queries, whatever they are."""
    names = fans.names({row.author_id for row in rows})
    titles = {one.fan_id: one.title or gettext("maker") for one in team.members()}
    hidden, sees = hidden_ids(LINE), viewer.may("community.moderate")
    zone = timezone.get_current_timezone()
    stands = places([(row.author_id, row.at) for row in rows], zone=zone, before=before)
    return [
        Heard(
            row.id, row.words if sees or row.id not in hidden else "", names[row.author_id], titles.get(row.author_id, ""),
            row.at, day_of(row.at, zone), place, row.author_id == viewer.fan_id, row.id in hidden, row.edited_at is not None,
            row.author_id == viewer.fan_id and may_mend(row.at, at=at),
        )
        for row, place in zip(rows, stands, strict=True)
    ]  # fmt: skip


def present(abouts: Iterable[str], *, at: datetime) -> dict[str, list[str]]:
    """Reference → names of the maker's people who have it open now. One query."""
    found: dict[str, list[str]] = {}
    rows = Presence.objects.filter(about__in=set(abouts), until__gt=at, member__left_at=None).order_by(
        "member_id"
    )
    for about, name in rows.values_list("about", "member__name"):
        found.setdefault(about, []).append(name)
    return found


def present_in(space_id: int, *, at: datetime) -> list[str]:
    """Names of the maker's people who have the space or a room of it open now. Two queries."""
    rooms_of = Room.objects.filter(space=space_id).values_list("id", flat=True)
    abouts = [f"community.space:{space_id}", *(f"{ROOM}:{room_id}" for room_id in rooms_of)]
    here = present(abouts, at=at)
    return list(dict.fromkeys(name for about in abouts for name in here.get(about, ())))


def is_veiled(member: Member) -> bool:
    return Veil.objects.filter(member=member, lifted_at=None).exists()


@trail.describes(ROOM, label=lambda count: ngettext("room", "rooms", count))
def describe_rooms(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- rooms are public
    rows = Room.objects.filter(id__in=ids).select_related("space")
    return {
        row.id: trail.Card(f"{ROOM}:{row.id}", gettext("room"), read(row.name), read(row.space.name), row.at)
        for row in rows
    }


@trail.describes(LINE, label=lambda count: ngettext("line of a room", "lines of a room", count))
def describe_lines(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    hidden = set() if viewer.is_system or viewer.may("community.moderate") else hidden_ids(LINE)
    rows = Line.objects.filter(id__in=ids - hidden).select_related("room")
    return {
        row.id: trail.Card(
            f"{LINE}:{row.id}", gettext("line of a room"), row.words[:80], read(row.room.name), row.at
        )
        for row in rows
    }


@subject(LINE)
def _subjects(ids: set[int]) -> dict[int, Subject]:
    rows = Line.objects.filter(id__in=ids).select_related("room")
    return {
        row.id: Subject(
            row.author_id, row.words, f"community.space:{row.room.space_id}", read(row.room.name), row.at
        )
        for row in rows
    }


def lines_by_ids(ids: Collection[int]) -> dict[int, Line]:
    return Line.objects.select_related("room").in_bulk(set(ids))


def _export(fan_id: int) -> list[dict[str, Any]]:
    rows = Line.objects.filter(author=fan_id).order_by("id").values_list("id", "room__slug", "words", "at")
    return [{"id": id_, "room": slug, "words": said, "at": at.isoformat()} for id_, slug, said, at in rows]


fans.register_export("chat", _export)
