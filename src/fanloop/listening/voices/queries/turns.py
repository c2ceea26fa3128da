"""The beginning of the circle: when a need was first voiced, first answered and first promised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fanloop.listening.voices.queries.family import FAMILY

_NEEDS = f"""
WITH RECURSIVE {FAMILY},
said AS (
    SELECT f.root, v.id, v.at, a.at AS answered FROM family f
    JOIN voices_merge m ON m.need_id = f.member AND m.undone_at IS NULL
    JOIN voices_voice v ON v.id = m.voice_id LEFT JOIN voices_answer a ON a.voice_id = v.id
), promised AS (
    SELECT f.root, min(p.at) AS at FROM family f JOIN voices_acceptance p ON p.need_id = f.member GROUP BY f.root
)
SELECT s.root, (array_agg(s.id ORDER BY s.at, s.id))[1], min(s.at), min(s.answered), min(p.at)
FROM said s LEFT JOIN promised p ON p.root = s.root GROUP BY s.root
"""  # noqa: S608 -- made of our own constants

_VOICES = """
SELECT v.id, v.id, v.at, a.at, NULL, v.topic FROM voices_voice v LEFT JOIN voices_answer a ON a.voice_id = v.id
WHERE v.id = ANY(%s)
"""


@dataclass(frozen=True)
class Beginning:
    """The first voice and when it was said; the first answer to any voice of the need; its first promise.

    `topic` is the reference of the topic a single voice came from, empty elsewhere.
    """

    voice_id: int
    said: datetime
    answered: datetime | None
    accepted: datetime | None
    topic: str = ""


def beginnings(need_ids: Collection[int]) -> dict[int, Beginning]:
    """Need id → how it began, needs joined into it among its voices. One query; a need without a voice is missing."""
    return _read(_NEEDS, {"needs": list(need_ids)}) if need_ids else {}


def voice_beginnings(voice_ids: Collection[int]) -> dict[int, Beginning]:
    """Voice id → when it was said and answered. One query."""
    return _read(_VOICES, [list(voice_ids)]) if voice_ids else {}


def _read(statement: str, values: dict[str, list[int]] | list[list[int]]) -> dict[int, Beginning]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: Beginning(*row[1:]) for row in cursor.fetchall()}
