"""Challenges as they are listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Model

from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.selling.challenges.models import Challenge, Entry, Win, Withdrawal
from fanloop.selling.challenges.rules.phases import Phase, phase

CHALLENGE, ENTRY = "challenges.challenge", "challenges.entry"


@dataclass(frozen=True)
class ChallengeRow:
    """A challenge at a moment: words in the reader's language, how many pictures are shown, how many have won."""

    challenge: Challenge
    title: str
    words: str
    prize: str
    phase: Phase
    entries: int
    winners: int
    withdrawn: Withdrawal | None

    @property
    def is_open(self) -> bool:
        return self.phase == "open"


def ref_of(row: Model) -> str:
    return ref(row)


def phase_of(row: Challenge, at: datetime) -> Phase:
    is_withdrawn = Withdrawal.objects.filter(challenge=row, at__lte=at).exists()
    return phase(opens=row.opens_at, closes=row.closes_at, is_withdrawn=is_withdrawn, at=at)


def challenges(at: datetime) -> list[ChallengeRow]:
    """All of them, the one that ends first in front, past ones at the end. Four queries."""
    rows = challenge_rows(list(Challenge.objects.select_related("line", "campaign", "terms", "by")), at)
    order = {"open": 0, "soon": 1, "over": 2, "withdrawn": 3}
    return sorted(rows, key=lambda row: (order[row.phase], _near(row, at), row.challenge.id))


def _near(row: ChallengeRow, at: datetime) -> float:
    return abs((row.challenge.closes_at - at).total_seconds())


def challenge(slug: str, at: datetime) -> ChallengeRow | None:
    rows = Challenge.objects.select_related("line", "campaign", "terms", "by").filter(slug=slug)
    return next(iter(challenge_rows(list(rows), at)), None)


def challenge_by_id(challenge_id: int) -> Challenge | None:
    return Challenge.objects.filter(id=challenge_id).first()


def challenge_rows(rows: Sequence[Challenge], at: datetime) -> list[ChallengeRow]:
    shown = Entry.objects.filter(challenge__in=rows, taken_back_at=None).exclude(id__in=hidden_ids(ENTRY))
    counts = dict(shown.values_list("challenge").annotate(all=Count("id")))
    won = dict(Win.objects.filter(entry__in=shown).values_list("entry__challenge").annotate(all=Count("id")))
    ended = {one.challenge_id: one for one in Withdrawal.objects.filter(challenge__in=rows, at__lte=at)}
    return [_row(row, counts.get(row.id, 0), won.get(row.id, 0), ended.get(row.id), at) for row in rows]


def _row(row: Challenge, count: int, won: int, ended: Withdrawal | None, at: datetime) -> ChallengeRow:
    now = phase(opens=row.opens_at, closes=row.closes_at, is_withdrawn=ended is not None, at=at)
    return ChallengeRow(row, read(row.title), read(row.words), read(row.prize), now, count, won, ended)
