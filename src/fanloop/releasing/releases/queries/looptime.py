"""How long the circle took for everything that shipped, reckoned from the rows themselves each time it is asked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from fanloop.foundation import trail
from fanloop.foundation.refs import parse
from fanloop.listening.community import queries as community
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.queries import Beginning
from fanloop.releasing.releases.queries.reports import confirmed_at
from fanloop.releasing.releases.rules.looptime import Turn

ACCEPTANCE, NEED, VOICE, TOPIC = "voices.acceptance", "voices.need", "voices.voice", "community.topic"

_SHIPPED = """
WITH gone AS (
    SELECT d.train_id, d.at, t.line_id FROM releases_departure d JOIN releases_train t ON t.id = d.train_id
    WHERE NOT EXISTS (SELECT 1 FROM releases_withdrawal w WHERE w.train_id = d.train_id)
)
SELECT 'releases.change:' || b.change_id, g.line_id, g.at AS at, b.change_id
FROM gone g JOIN releases_boarding b ON b.train_id = g.train_id AND b.left_at IS NULL
WHERE NOT EXISTS (SELECT 1 FROM releases_pulled p WHERE p.change_id = b.change_id)
UNION ALL SELECT 'releases.train:' || g.train_id, g.line_id, g.at, NULL FROM gone g
ORDER BY at, 1
"""
"""Everything that left and was not taken back, the first departure first."""


class Shipped(NamedTuple):
    """What left, when, on which line; `change_id` is None where only the whole train is known."""

    ref: str
    line_id: int
    at: datetime
    change_id: int | None


@dataclass(frozen=True)
class Loop:
    """The turns that were counted, and how many were left out because they began after they had left."""

    turns: list[Turn]
    backwards: int

    def __bool__(self) -> bool:
        return bool(self.turns)


def loop_times(*, since: datetime | None = None, line_id: int | None = None) -> Loop:
    """Every need that shipped, once, at its first departure; from imported archives what a release names.

    `since` leaves out what departed first before then. Eight queries, however many there are.
    """
    answers = _answers(_shipped())
    began = _began(answers)
    confirmed = confirmed_at({one.change_id for found in answers.values() for one in found if one.change_id})
    turns = [
        _turn(about, found, began[about], confirmed) for about, found in answers.items() if about in began
    ]
    asked = [
        turn
        for turn in turns
        if (since is None or turn.departed >= since) and (line_id is None or turn.line_id == line_id)
    ]
    forward = [turn for turn in asked if turn.departed >= turn.said]
    return Loop(sorted(forward, key=lambda turn: (turn.departed, turn.about)), len(asked) - len(forward))


def _shipped() -> list[Shipped]:
    with connection.cursor() as cursor:
        cursor.execute(_SHIPPED)
        return [Shipped(*row) for row in cursor.fetchall()]


def _answers(shipped: Iterable[Shipped]) -> dict[str, list[Shipped]]:
    """What was asked for → what left for it, the first one first. A promise stands for its need."""
    by_ref: dict[str, Shipped] = {}
    for one in shipped:
        by_ref.setdefault(one.ref, one)
    causes = {ref: _asked(found) for ref, found in trail.nearest_causes(by_ref).items()}
    promises = {parse(one).id for found in causes.values() for one in found if parse(one).kind == ACCEPTANCE}
    needs = voices.need_ids_of_acceptances(promises) if promises else {}
    answers: dict[str, list[Shipped]] = {}
    for ref, one in by_ref.items():
        for cause in causes.get(ref, ()):
            kind, number = parse(cause)
            about = f"{NEED}:{needs[number]}" if kind == ACCEPTANCE and number in needs else cause
            answers.setdefault(about, []).append(one)
    return answers


def _asked(causes: Iterable[str]) -> list[str]:
    return [one for one in causes if parse(one).kind in {ACCEPTANCE, NEED, VOICE, TOPIC}]


def _began(abouts: Collection[str]) -> dict[str, Beginning]:
    """How each began. An archive does not know who works for the maker: there the first reply of anybody is the answer."""
    parts = [parse(about) for about in abouts]
    ids = {kind: {one.id for one in parts if one.kind == kind} for kind in (NEED, VOICE, TOPIC)}
    found = {f"{NEED}:{key}": one for key, one in voices.beginnings(ids[NEED]).items()}
    single = voices.voice_beginnings(ids[VOICE])
    archived = {parse(one.topic).id for one in single.values() if one.topic and one.answered is None}
    replied = community.first_replies(archived | ids[TOPIC])
    for voice_id, one in single.items():
        reply = replied.get(parse(one.topic).id) if one.topic else None
        answered = one.answered or (reply.replied if reply else None)
        found[f"{VOICE}:{voice_id}"] = Beginning(one.voice_id, one.said, answered, one.accepted, one.topic)
    for topic_id in ids[TOPIC] & set(replied):
        began = replied[topic_id]
        found[f"{TOPIC}:{topic_id}"] = Beginning(0, began.at, began.replied, None, f"{TOPIC}:{topic_id}")
    return found


def _turn(about: str, found: Sequence[Shipped], began: Beginning, confirmed: Mapping[int, datetime]) -> Turn:
    """The circle is closed when fans say of any of the changes that it is fixed."""
    said = [moment for one in found if (moment := confirmed.get(one.change_id or 0)) is not None]
    return Turn(
        about, found[0].line_id, began.said, found[0].at, began.answered, began.accepted,
        min(said, default=None), found[0].ref,
    )  # fmt: skip
