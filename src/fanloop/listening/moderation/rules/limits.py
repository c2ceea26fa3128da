"""The gate before something is public: how often, how many links, how fast, how often the same.

All of it looks back at what the same person wrote before the moment of the act; nothing asks the clock.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fanloop.listening.moderation.rules.figures import HOUSE, Figures
from fanloop.listening.moderation.rules.watching import folded

STARTS = frozenset({"topic", "voice", "event", "conversation"})
CHATS = frozenset({"chat", "message"})
EDIT = "edit"
FIRST_DAY = timedelta(hours=24)
LOOKS_BACK = timedelta(days=7)

_LINK = re.compile(r"(?:https?://|\bwww\.)([^\s/<>\"'()\]]+)", re.IGNORECASE)
_EASE = {0: 1.0, 1: 1.0, 2: 1.5, 3: 2.0, 4: 3.0}


@dataclass(frozen=True)
class Passed:
    """Something the same person wrote before."""

    act: str
    at: datetime
    digest: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What somebody is about to write. `typed_seconds`: how long the form was open, None where nobody measured."""

    act: str
    text: str
    at: datetime
    level: int = 0
    typed_seconds: float | None = None


@dataclass(frozen=True)
class Stop:
    """Why not: a code, when it may be tried again, and the figure that was reached."""

    code: str
    again_at: datetime | None = None
    limit: int = 0


def hosts_of(text: str, own: Collection[str] = ()) -> tuple[str, ...]:
    """The hosts of all links in their order, each as often as it stands there, without the house's own.

    >>> hosts_of("see https://Lamp.example/a and www.lamp.example, http://house/x", own={"house"})
    ('lamp.example', 'lamp.example')
    """
    hosts = (
        match[1].casefold().rstrip(".,:;!?").partition(":")[0].removeprefix("www.")
        for match in _LINK.finditer(text)
    )
    return tuple(host for host in hosts if host and host not in own)


def digest_of(text: str) -> str:
    """What two texts share that say the same: letters and digits alone, in one case and width."""
    letters = "".join(sign for sign in folded(text) if sign.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest() if letters else ""


def eased(seconds: float, level: int) -> timedelta:
    """A gap for a level: levels 2, 3 and 4 wait for a shorter time, by 1.5, 2 and 3."""
    return timedelta(seconds=seconds / _EASE.get(level, 1.0))


def stop(draft: Draft, before: Sequence[Passed], *, own_hosts: Collection[str] = (), first_at: datetime | None = None,
         figures: Figures = HOUSE) -> Stop | None:  # fmt: skip
    """The first limit that is reached, or nothing. `before`: the last days; `first_at`: the first thing ever written."""
    past = [one for one in before if one.at <= draft.at]
    if draft.act != EDIT:
        for rule in (_gap, _first_day, _same):
            if found := rule(draft, past, first_at, figures):
                return found
    if draft.level == 0 and len(hosts_of(draft.text, own_hosts)) > figures.links_of_new:
        return Stop("links", limit=figures.links_of_new)
    return None


def _gap(draft: Draft, past: Sequence[Passed], _first: datetime | None, figures: Figures) -> Stop | None:
    if draft.act in CHATS:
        waits = [_until(draft, past, CHATS, figures.gap_chat_seconds)]
    else:
        others = {one.act for one in past} - CHATS - {EDIT}
        waits = [_until(draft, past, others, figures.gap_post_seconds)]
        if draft.act in STARTS:
            waits.append(_until(draft, past, STARTS, figures.gap_topic_seconds))
    until = max((wait for wait in waits if wait), default=None)
    return Stop("too_soon", until) if until else None


def _until(draft: Draft, past: Sequence[Passed], acts: Collection[str], seconds: float) -> datetime | None:
    last = max((one.at for one in past if one.act in acts), default=None)
    again = last + eased(seconds, draft.level) if last else None
    return again if again and again > draft.at else None


def _first_day(draft: Draft, past: Sequence[Passed], first: datetime | None, figures: Figures) -> Stop | None:
    begun = min([one.at for one in past] + ([first] if first and first <= draft.at else []), default=None)
    if draft.level >= 2 or draft.act in CHATS or begun is None or draft.at - begun >= FIRST_DAY:
        return None
    starts = draft.act in STARTS
    limit = figures.first_day_topics if starts else figures.first_day_replies
    done = sum(
        (one.act in STARTS) == starts and one.act not in CHATS | {EDIT}
        for one in past
        if draft.at - one.at < FIRST_DAY
    )
    return Stop("first_day", begun + FIRST_DAY, limit) if done >= limit else None


def _same(draft: Draft, past: Sequence[Passed], _first: datetime | None, figures: Figures) -> Stop | None:
    digest = digest_of(draft.text)
    if draft.act in CHATS or len(draft.text.strip()) < figures.same_words_letters or not digest:
        return None
    window = timedelta(hours=figures.same_words_hours)
    again = [one.at for one in past if one.digest == digest and draft.at - one.at < window]
    return Stop("same_words", max(again) + window) if again else None


def doubts(draft: Draft, before: Sequence[Passed], *, own_hosts: Collection[str] = (),
           first_at: datetime | None = None, figures: Figures = HOUSE) -> list[str]:  # fmt: skip
    """Why a moderator should read it first: a machine's speed, or one host again and again. Of new fans only."""
    if draft.level > 0 or draft.act == EDIT:
        return []
    found = []
    if draft.typed_seconds is not None and draft.typed_seconds < figures.fast_seconds and first_at is None:
        found.append("fast")
    known = [host for one in before if one.at <= draft.at for host in set(one.hosts)]
    if any(known.count(host) >= figures.host_of_new for host in set(hosts_of(draft.text, own_hosts))):
        found.append("host")
    return found
