"""Reads of what fans say about answers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from fanloop.foundation.refs import parse
from fanloop.listening.answers.models import ANSWERED, Case, CaseEvent, Verdict
from fanloop.listening.answers.queries.cases import TOPIC, VOICE, refs_of
from fanloop.listening.community import queries as community
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team


@dataclass(frozen=True)
class Said:
    """One fan's word on an answer."""

    by: str
    helped: bool
    words: str
    fan_id: int


def verdicts_of(case_ids: Collection[int]) -> dict[int, list[Said]]:
    """Case → what fans said about its answer, oldest first. Two queries."""
    rows = list(Verdict.objects.filter(case__in=case_ids).order_by("at", "id"))
    names = fans.names(row.fan_id for row in rows)
    found: dict[int, list[Said]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(
            Said(names.get(row.fan_id, ""), row.helped, row.words, row.fan_id)
        )
    return found


def may_judge(row: Case, fan_id: int | None) -> bool:
    """Who asked, who replied in the talk, who is behind the need; nobody of the maker, and nothing unanswered."""
    if fan_id is None or row.state != ANSWERED or team.member_of(fan_id):
        return False
    return row.fan_id == fan_id or fan_id in _involved(row)


def _involved(row: Case) -> set[int]:
    people: set[int] = set()
    for ref in refs_of([row.id]).get(row.id, ()):
        kind, number = parse(ref)
        if kind == TOPIC:
            people |= community.repliers([number], since=row.opened_at).get(number, set())
        elif kind == VOICE and (need := voices.need_of_voice(number)):
            people |= voices.people_behind([need.id])[need.id]
    return people


def _export(fan_id: int) -> list[dict[str, Any]]:
    said = Verdict.objects.filter(fan=fan_id).values("case_id", "helped", "words", "at")
    told = CaseEvent.objects.filter(fan=fan_id).exclude(words="").values("case_id", "kind", "words", "at")
    rows = [("verdict", row) for row in said] + [("case", row) for row in told]
    return [{"row": name, **row, "at": row["at"].isoformat()} for name, row in rows]


fans.register_export("answers", _export)
