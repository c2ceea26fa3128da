"""Writes of attention: following, keeping, reading, reacting. Each is one statement, so two clicks at once are one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.attention.facts import Reacted, ReactionWithdrawn
from fanloop.listening.attention.models import Bookmark, CatchUp, Following, Reaction, Reading
from fanloop.listening.attention.rules.refusals import Refused
from fanloop.listening.attention.rules.signs import SIGNS
from fanloop.people.fans import actions as fans
from fanloop.people.fans.actions import NewDeed
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules.deeds import REACTION_GIVEN, REACTION_RECEIVED, READ, VISIT

__all__ = [
    "Refused", "bookmark", "catch_up", "follow", "forget", "forget_readings", "mute", "react", "read_to", "unbookmark", "unfollow",
    "unreact", "visit",
]  # fmt: skip

PAGE = 101  # a topic's own words and a page of a hundred replies: nobody reads more at once


@transaction.atomic
def follow(*, fan: Fan, about: str, at: datetime, asked: bool = False) -> bool:
    """Hear of a thing from now on. Without `asked` the house does it, as for one's own topic, and whoever has
    muted or left the thing before is left alone. True when it begins to be followed.
    """
    kind, number = parse(about)
    if not asked and Following.objects.filter(fan=fan, kind=kind, number=number).exists():
        return False
    return _turn(fan, kind, number, Following.FOLLOW, at)


@transaction.atomic
def mute(*, fan: Fan, about: str, at: datetime) -> bool:
    """Hear nothing more of a thing, not even what the house would tell by itself."""
    kind, number = parse(about)
    return _turn(fan, kind, number, Following.MUTE, at)


def _turn(fan: Fan, kind: str, number: int, manner: str, at: datetime) -> bool:
    """End the other manner and begin this one; whoever does it already goes on."""
    open_rows = Following.objects.filter(fan=fan, kind=kind, number=number, ended_at=None)
    open_rows.exclude(manner=manner).update(ended_at=at)
    if open_rows.exists():
        return False
    row = Following(fan=fan, kind=kind, number=number, manner=manner, at=at)
    Following.objects.bulk_create([row], ignore_conflicts=True)
    return True


@transaction.atomic
def unfollow(*, fan: Fan, about: str, at: datetime) -> bool:
    """Neither follow nor mute any more."""
    kind, number = parse(about)
    rows = Following.objects.filter(fan=fan, kind=kind, number=number, ended_at=None)
    return bool(rows.update(ended_at=at))


@transaction.atomic
def bookmark(*, fan: Fan, about: str, at: datetime) -> None:
    """Keep a thing for later; keeping it twice is once."""
    kind, number = parse(about)
    Bookmark.objects.bulk_create([Bookmark(fan=fan, kind=kind, number=number, at=at)], ignore_conflicts=True)


@transaction.atomic
def unbookmark(*, fan: Fan, about: str, at: datetime) -> None:
    kind, number = parse(about)
    Bookmark.objects.filter(fan=fan, kind=kind, number=number, ended_at=None).update(ended_at=at)


_REACT = """
INSERT INTO attention_reaction (fan_id, kind, number, sign, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (kind, number, sign, fan_id) WHERE ended_at IS NULL DO NOTHING RETURNING id
"""


@transaction.atomic
def react(*, fan: Fan, about: str, sign: str, at: datetime, author_id: int | None = None) -> bool:
    """Give a sign once. `author_id` is who said the thing: it gets the deed, and may not give itself a sign.

    Only the first sign a person ever gives a thing is written into the ledger: giving and taking back for a
    month is one deed. Raises Refused.
    """
    kind, number = parse(about)
    if sign not in SIGNS:
        raise Refused(_("There is no such sign."))
    if author_id == fan.id:
        raise Refused(_("These are your own words; let others judge them."))
    is_first = not Reaction.objects.filter(kind=kind, number=number, fan=fan).exists()
    with connection.cursor() as cursor:
        cursor.execute(_REACT, [fan.id, kind, number, sign, at])
        if cursor.fetchone() is None:
            return False
    if is_first:
        fans.record_deeds(list(_deeds(fan, about, author_id, at)), at=at)
    bus.publish(Reacted(about=about, fan=_name(fan), sign=sign), at=at)
    return True


def _deeds(fan: Fan, about: str, author_id: int | None, at: datetime) -> Iterable[NewDeed]:
    yield NewDeed(fan.id, at.date(), REACTION_GIVEN, ref=about)
    if author_id is not None:
        yield NewDeed(author_id, at.date(), REACTION_RECEIVED, ref=_name(fan))


def _name(fan: Fan) -> str:
    """The fan's reference; the fan of a request is a stand-in that `refs.ref` does not know."""
    return f"fans.fan:{fan.pk}"


@transaction.atomic
def unreact(*, fan: Fan, about: str, sign: str, at: datetime) -> bool:
    """Take a sign back."""
    kind, number = parse(about)
    rows = Reaction.objects.filter(fan=fan, kind=kind, number=number, sign=sign, ended_at=None)
    if not rows.update(ended_at=at):
        return False
    bus.publish(ReactionWithdrawn(about=about, fan=_name(fan), sign=sign), at=at)
    return True


_READ = """
INSERT INTO attention_reading AS r (fan_id, topic, reply, count, gained, at)
VALUES (%(fan)s, %(topic)s, %(reply)s, %(count)s, least(%(count)s + 1, %(page)s), %(at)s)
ON CONFLICT (fan_id, topic) DO UPDATE SET reply = greatest(r.reply, excluded.reply), count = excluded.count,
    gained = least(excluded.count - r.count, %(page)s), at = excluded.at
WHERE r.count < excluded.count RETURNING gained
"""


@transaction.atomic
def read_to(*, fan: Fan, topic_id: int, reply_id: int, count: int, at: datetime) -> int:
    """Note that a fan has read a topic up to a reply, before which and with which `count` replies stand.

    One statement, which writes nothing when nothing is new. Returns how many posts were new; the ledger hears
    of these, of at most a page at once.
    """
    values: dict[str, Any] = {
        "fan": fan.id,
        "topic": topic_id,
        "reply": reply_id,
        "count": count,
        "at": at,
        "page": PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_READ, values)
        row = cursor.fetchone()
    if row is None:
        return 0
    topic = f"community.topic:{topic_id}"
    fans.record_deeds([NewDeed(fan.id, at.date(), READ, count=row[0], ref=topic)], at=at, adding=True)
    fans.read_bundle(fan_id=fan.id, bundle=topic, at=at)
    return int(row[0])


@transaction.atomic
def visit(*, fan: Fan, at: datetime) -> None:
    """Somebody was here today. Saying it again the same day changes nothing."""
    fans.record_deeds([NewDeed(fan.id, at.date(), VISIT)], at=at)


_CATCH_UP = """
INSERT INTO attention_catchup (fan_id, at) VALUES (%s, %s)
ON CONFLICT (fan_id) DO UPDATE SET at = greatest(attention_catchup.at, excluded.at)
"""


@transaction.atomic
def catch_up(*, fan: Fan, at: datetime) -> None:
    """Call everything read that moved before now."""
    with connection.cursor() as cursor:
        cursor.execute(_CATCH_UP, [fan.id, at])


@transaction.atomic
def forget(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Drop all that is kept of an erased fan; tallies go down by one."""
    kept = (Following.objects, Bookmark.objects, Reading.objects, CatchUp.objects, Reaction.objects)
    return sum(rows.filter(fan=fan_id).delete()[0] for rows in kept)


@transaction.atomic
def forget_readings(*, topic_ids: Iterable[int], at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """These topics are taken out altogether: nobody is anywhere in them."""
    Reading.objects.filter(topic__in=list(topic_ids)).delete()
