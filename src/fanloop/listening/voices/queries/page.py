"""Reads for one need: its page, its stations, its voices apart, and where its score comes from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.voices.models import Acceptance, Closure, Joining, Merge, Need
from fanloop.listening.voices.queries.board import NeedRow, rowed, titled
from fanloop.listening.voices.queries.boards import open_boards
from fanloop.listening.voices.queries.family import family_ids
from fanloop.listening.voices.queries.saying import VoiceRow, open_to
from fanloop.listening.voices.queries.saying import rowed as voices_rowed
from fanloop.listening.voices.queries.standing import standings
from fanloop.listening.voices.rules import ranking


@dataclass(frozen=True)
class Mark:
    """One station a need has reached. `kind` is voiced, answered, promised, shipped or declined; `minutes` of the answer."""

    kind: str
    at: datetime
    ref: str
    minutes: int | None = None
    words: str = ""
    by: str = ""


@dataclass(frozen=True)
class Twin:
    """A need that was joined into this one."""

    need: Need
    title: str
    joining_id: int


def need(key: str | int, viewer: Viewer = ANYONE) -> NeedRow | None:
    """A need by slug or id, as this viewer sees it."""
    named = {"id": key} if isinstance(key, int) else {"slug": key}
    rows = Need.objects.filter(open_boards(viewer), **named).select_related("line", "area", "board")
    found = rowed(list(rows), viewer)
    return found[0] if found else None


def need_by_id(need_id: int) -> Need | None:
    return Need.objects.select_related("line", "area", "board").filter(id=need_id).first()


def joined_into(need_id: int) -> Need | None:
    """The need this one counts in, if it was joined."""
    row = Joining.objects.filter(need=need_id, undone_at=None).select_related("into").first()
    return row.into if row else None


def twins(need_id: int) -> list[Twin]:
    rows = Joining.objects.filter(into=need_id, undone_at=None).select_related("need").order_by("at", "id")
    return [Twin(row.need, titled(row.need), row.id) for row in rows]


def voices_of(need_id: int, viewer: Viewer = ANYONE) -> list[VoiceRow]:
    """The voices that count in a need, also through joined ones, the oldest first."""
    merged = Merge.objects.filter(need__in=family_ids([need_id]), undone_at=None).values("voice_id")
    rows = open_to(viewer).filter(id__in=merged).select_related("area", "line", "fan").order_by("at", "id")
    return voices_rowed(list(rows[:500]))


def need_of_voice(voice_id: int) -> Need | None:
    row = Merge.objects.filter(voice=voice_id, undone_at=None).select_related("need").first()
    return row.need if row else None


def acceptance_of(need_id: int) -> Acceptance | None:
    """The promise that holds for a need."""
    return Acceptance.objects.filter(need=need_id, withdrawn_at=None).select_related("by", "need").first()


def acceptances_of(need_ids: Collection[int]) -> dict[int, Acceptance]:
    rows = Acceptance.objects.filter(need__in=need_ids, withdrawn_at=None).select_related("by", "need")
    return {row.need_id: row for row in rows}


def acceptance_by_id(acceptance_id: int) -> Acceptance | None:
    return Acceptance.objects.filter(id=acceptance_id).select_related("by", "need").first()


def need_ids_of_acceptances(acceptance_ids: Collection[int]) -> dict[int, int]:
    """Acceptance id → need id, for rooms above that hold acceptances."""
    return dict(Acceptance.objects.filter(id__in=acceptance_ids).values_list("id", "need_id"))


def stations(need_id: int, viewer: Viewer = ANYONE, *, said: Sequence[VoiceRow] | None = None) -> list[Mark]:
    """How far a need has come inside this room: voiced, answered, promised, closed. Rooms above go on from here.

    Whoever has read `voices_of` already hands them in as `said`.
    """
    said = voices_of(need_id, viewer) if said is None else said
    answered = [row for row in said if row.answer]
    promise = acceptance_of(need_id)
    end = Closure.objects.filter(need=need_id, undone_at=None).first()
    marks = (
        [Mark("voiced", said[0].voice.at, f"voices.voice:{said[0].voice.id}", by=said[0].by)] if said else []
    )
    if answered:
        marks.append(_answered(min(answered, key=_when_answered)))
    if promise:
        ref = f"voices.acceptance:{promise.id}"
        marks.append(Mark("promised", promise.at, ref, words=promise.because, by=promise.by.name))
    if end:
        marks.append(Mark(end.outcome, end.at, f"voices.need:{need_id}", words=end.because))
    return marks


def _when_answered(row: VoiceRow) -> datetime:
    assert row.answer
    return row.answer.at


def _answered(row: VoiceRow) -> Mark:
    assert row.answer
    return Mark(
        "answered",
        row.answer.at,
        f"voices.voice:{row.voice.id}",
        row.minutes,
        row.answer.words,
        row.answered_by,
    )


def score_parts(need_id: int, at: datetime) -> tuple[ranking.Standing, ranking.Score]:
    """What a need's number is made of, reckoned now from its rows."""
    found = standings([need_id], at).get(need_id)
    standing = found.standing if found else ranking.Standing()
    return standing, ranking.score(standing)
