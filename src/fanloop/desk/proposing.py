"""What should board, in words: proposals reckoned from promises and the people behind them. A person decides with one press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.listening.voices import queries as voices
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Held, State, TrainRow
from fanloop.releasing.releases.rules import proposals as rules
from fanloop.releasing.releases.rules.proposals import Candidate, Platform, Proposal, Reason
from fanloop.releasing.releases.rules.stations import BOARDING
from fanloop.ui.words import figure

UNBUILT = 3


@dataclass(frozen=True)
class Shown:
    """A proposal as the board shows it: what to do, why, and the train to board by one press."""

    head: str
    why: str
    tone: str
    train: queries.Train | None


@dataclass(frozen=True)
class Unbuilt:
    """A promise for which nothing is built yet."""

    need: voices.NeedRow
    why: str
    promise: int


def weigh(
    held: Sequence[Held],
    people: Mapping[int, set[int]],
    trains: Sequence[tuple[TrainRow, State, bool]],
    now: datetime,
) -> dict[int, Shown]:
    """Change id → proposal, for changes on the platform. `trains` say whether something risky is aboard."""
    rows = {row.train.id: row.train for row, _state, _risky in trains}
    platforms = [
        Platform(row.train.id, is_open=_is_open(row, state, now), has_risk=risky)
        for row, state, risky in trains
        if state.hotfix is None
    ]
    candidates = _candidates(held, people, now)
    return {one.change: _shown(one, rows) for one in rules.proposals(candidates, platforms)}


def _is_open(row: TrainRow, state: State, now: datetime) -> bool:
    return state.station == BOARDING and state.hold is None and row.train.leaves_at > now


def _candidates(held: Sequence[Held], people: Mapping[int, set[int]], now: datetime) -> list[Candidate]:
    """Impact is the score of the needs behind a change; its age that of the oldest promise."""
    behind = queries.needs_behind_all(one.change.id for one in held)
    wanted = {need for ids in behind.values() for need in ids}
    needs = voices.needs_by_ids(wanted) if wanted else {}
    return [
        _candidate(one, [needs[n] for n in behind.get(one.change.id, []) if n in needs], people, now)
        for one in held
    ]


def _candidate(
    one: Held, needs: Sequence[voices.NeedRow], people: Mapping[int, set[int]], now: datetime
) -> Candidate:
    promised = [row.promised_at for row in needs if row.promised_at]
    left = one.left_behind
    return Candidate(
        one.change.id,
        impact=sum(row.need.score for row in needs),
        waiting=len(people.get(one.change.id, ())),
        age=(now - min(promised)).days if promised else None,
        effort=one.change.effort,
        risk=one.change.risk,
        failed=left.why_left if left and left.cause in {"beta", "risk"} else "",
        was_aboard=left.train_id if left else None,
    )


def _shown(one: Proposal, trains: Mapping[int, queries.Train]) -> Shown:
    train = trains.get(one.train) if one.train else None
    why = " ".join(filter(None, (_words(reason, trains) for reason in one.reasons)))
    if one.say == "ask" or train is None:
        return Shown(_("Your call."), why, "", train)
    if one.say == "board":
        return Shown(_("Board %(train)s.") % {"train": train.number}, why, "yes", train)
    return Shown(_("Wait for %(train)s.") % {"train": train.number}, why, "", train)


def _words(reason: Reason, trains: Mapping[int, queries.Train]) -> str:
    n = int(reason.value)
    if reason.code == "impact":
        return _("Impact %(n)s.") % {"n": figure(round(reason.value))}
    counted = {
        "waits": lambda: ngettext("%(n)s fan waits.", "%(n)s fans wait.", n),
        "promised": lambda: ngettext("Promised %(n)s day ago.", "Promised %(n)s days ago.", n),
        "effort": lambda: ngettext(
            "About %(n)s day of work.", "About %(n)s days of work.", max(1, round(reason.value))
        ),
    }
    if reason.code in counted:
        shown = max(1, round(reason.value)) if reason.code == "effort" else n
        return counted[reason.code]() % {"n": figure(shown)}
    number = trains[n].number if n in trains else ""
    return _PLAIN[reason.code]() % {"train": number}


_PLAIN = {
    "small": lambda: _("A small change."),
    "risky": lambda: _("Risky: look at it twice."),
    "failed": lambda: _("It failed last time; has that been fixed?"),
    "unasked": lambda: _("Nobody has been promised this."),
    "shut": lambda: _("The doors of %(train)s are closed."),
    "alone": lambda: _("%(train)s carries something risky already; one at a time."),
    "no_train": lambda: _("No train ahead is open for it."),
}


def unbuilt(line_id: int, now: datetime) -> list[Unbuilt]:
    """Promises of a line for which no change was made, the most pressing first."""
    rows = [
        row
        for row in voices.needs_board(order="promised", line_id=line_id, size=40).object_list
        if row.is_open
    ]
    held = voices.acceptances_of([row.need.id for row in rows])
    made = queries.promises_made(line_id)
    waiting = {row.need.id: row for row in rows if row.need.id in held and held[row.need.id].id not in made}
    candidates = [
        Candidate(need_id, row.need.score, row.people, (now - held[need_id].at).days)
        for need_id, row in waiting.items()
    ]
    found = rules.proposals(candidates, [])[:UNBUILT]
    return [
        Unbuilt(
            waiting[one.change],
            " ".join(_words(r, {}) for r in one.reasons if r.code != "no_train"),
            held[one.change].id,
        )
        for one in found
    ]
