"""What needs' scores are reckoned from, out of the rows themselves, in two statements for any number of needs."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from fanloop.foundation.refs import parse
from fanloop.listening.community import queries as community
from fanloop.listening.voices.queries.family import FAMILY, families
from fanloop.listening.voices.rules.ranking import RECENT_DAYS, Standing

ACTS = """
acts(root, person, fan, strength, at) AS (
    SELECT f.root, coalesce('f' || v.fan_id, 'v' || v.id), v.fan_id, 3, v.at
    FROM family f JOIN voices_merge m ON m.need_id = f.member AND m.undone_at IS NULL
                  JOIN voices_voice v ON v.id = m.voice_id
    UNION ALL
    SELECT f.root, coalesce('f' || b.fan_id, 'b' || b.id), b.fan_id, 2, b.at
    FROM family f JOIN voices_merge m ON m.need_id = f.member AND m.undone_at IS NULL
                  JOIN voices_backing b ON b.voice_id = m.voice_id AND b.withdrawn_at IS NULL
    UNION ALL
    SELECT f.root, coalesce('f' || t.fan_id, 'p' || t.person), t.fan_id, 1, t.at
    FROM family f JOIN voices_vote t ON t.need_id = f.member AND t.withdrawn_at IS NULL
)"""
"""What people did about a need: 3 voiced it, 2 backed it, 1 voted. Nobody known counts as one person each time."""

_STANDINGS = f"""
WITH RECURSIVE {FAMILY}, {ACTS},
people AS (
    SELECT root, person, max(strength) AS strength,
           bool_or(strength = 1) AS voted, bool_or(strength = 1 AND at > %(since)s) AS voted_now,
           bool_or(strength = 2 AND at > %(since)s) AS backed_now, min(at) FILTER (WHERE at > %(since)s) AS stirred
    FROM acts GROUP BY root, person
)
SELECT root, count(*) FILTER (WHERE strength = 3), count(*) FILTER (WHERE strength = 2),
       count(*) FILTER (WHERE strength = 1), count(*) FILTER (WHERE voted), count(*) FILTER (WHERE voted_now),
       count(*) FILTER (WHERE backed_now), min(stirred)
FROM people GROUP BY root
"""  # noqa: S608 -- made of our own constants

_SAID = f"""
WITH RECURSIVE {FAMILY}
SELECT f.root, array_agg(v.kind) FILTER (WHERE NOT v.guessed), array_agg(v.kind) FILTER (WHERE v.guessed),
       min(v.at), count(*), array_agg(v.topic) FILTER (WHERE v.topic <> '')
FROM family f JOIN voices_merge m ON m.need_id = f.member AND m.undone_at IS NULL
              JOIN voices_voice v ON v.id = m.voice_id
GROUP BY f.root
"""  # noqa: S608 -- made of our own constants


NOBODY = community.Talk()


class Found:
    """A need's standing with the plain counts that lists show."""

    def __init__(self, standing: Standing, voices: int) -> None:
        self.standing, self.voices = standing, voices


def standings(need_ids: Collection[int], at: datetime) -> dict[int, Found]:
    """Need id → standing at a moment; a need without any voice or vote is missing."""
    since = at - timedelta(days=RECENT_DAYS)
    values: dict[str, Any] = {"needs": list(need_ids), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, values)
        counts = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_SAID, values)
        said = {row[0]: row[1:] for row in cursor.fetchall()}
    talk = _talk(said, since)
    return {root: _found(row, said.get(root), talk.get(root, NOBODY), at) for root, row in counts.items()}


def _found(row: tuple, said: tuple | None, talk: community.Talk, at: datetime) -> Found:  # type: ignore[type-arg]
    chosen, guessed, first, voices, _topics = said or ((), (), at, 0, ())
    voicers, backers, voters, votes, voted_now, backed_now, stirred = row
    stirred = min((moment for moment in (stirred, talk.first) if moment), default=None)
    standing = Standing(
        said=tuple(chosen or ()), guessed=tuple(guessed or ()), voicers=voicers, backers=backers, voters=voters, votes=votes,
        recent_voters=voted_now, recent_backers=backed_now, recent_talkers=len(talk.people),
        hours_since_stir=_hours(stirred, at) if stirred else 0.0, age_hours=_hours(first, at),
    )  # fmt: skip
    return Found(standing, voices)


def _hours(moment: datetime, at: datetime) -> float:
    return max(0.0, (at - moment).total_seconds() / 3600)


def _talk(said: dict[int, tuple], since: datetime) -> dict[int, community.Talk]:  # type: ignore[type-arg]
    """Need id → who talked lately under the topics behind it and those that name it, and when the first of them did."""
    families_ = families(list(said))
    abouts = {root: {f"voices.need:{member}" for member in members} for root, members in families_.items()}
    topics = {root: {parse(ref).id for ref in row[4] or ()} for root, row in said.items()}
    return community.talk_since(topics, abouts, since=since)
