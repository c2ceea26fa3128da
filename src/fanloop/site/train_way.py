"""How a train stands, and its way so far: stations with author and reason, what stopped it, and hours that changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Passed, State, Train
from fanloop.releasing.releases.rules.stations import DEPARTED, FROZEN, STATIONS
from fanloop.ui.parts import Moment
from fanloop.ui.parts import Station as Stop
from fanloop.ui.words import when


@dataclass(frozen=True)
class Standing:
    """One sentence about a train that does not simply run, in the tone of a notice."""

    head: str
    why: str
    by: str
    at: datetime
    tone: str = "risk"


def of(train: Train, now: datetime) -> dict[str, Any]:
    """What a train's page shows of all this; of an imported train nobody knows the way."""
    state = queries.state(train, now)
    page = {"state": state, "standing": standing(state)}
    if train.source_key is not None:
        return page
    passed = queries.passages(train.id)
    return {**page, "track": track(train, state, passed), "way": way(train, passed)}


def standing(state: State) -> list[Standing]:
    """What readers must know before anything else: withdrawn, stopped, late, out of turn."""
    found = []
    if state.withdrawal:
        off = state.withdrawal
        head = _("This train was called back.") if _has_left(state) else _("This train was taken off.")
        found.append(Standing(head, off.why, _name(off.by), off.at))
    if state.hold:
        head = _("What left was stopped.") if _has_left(state) else _("This train is stopped.")
        found.append(Standing(head, state.hold.why, _name(state.hold.by), state.hold.at))
    elif state.late and not _has_left(state):
        found.append(Standing(late_words(state), "", "", state.late.due))
    if state.hotfix:
        found.append(
            Standing(_("Out of turn."), state.hotfix.why, _name(state.hotfix.by), state.hotfix.at, "loop")
        )
    return found


def late_words(state: State) -> str:
    """What a late train says of itself; nothing for one that runs on time."""
    if state.late is None:
        return ""
    said = {"due": when(state.late.due, state.late.due)}
    if state.late.station == FROZEN:
        return _("This train is late: its doors should have closed %(due)s.") % said
    return (
        _("This train is late: it should have left %(due)s. Somebody will say why, or close its doors.")
        % said
    )


def _has_left(state: State) -> bool:
    return STATIONS.index(state.station) >= STATIONS.index(DEPARTED)


def track(train: Train, state: State, passed: list[Passed]) -> list[Stop]:
    """The stations as a trail bar: passed with their day, the present one, and those ahead with their hour."""
    at = {one.station: one.at for one in passed}
    due = queries.due(train, queries.cadence_of(train.line_id)) if train.source_key is None else {}
    here = STATIONS.index(state.station)
    bar = []
    for place, name in enumerate(STATIONS):
        label = queries.station_name(name).capitalize()
        if place < here and name not in at:
            bar.append(Stop(label, _("left out"), state="skipped"))
        elif place <= here:
            bar.append(Stop(label, _day(at.get(name)), state="now" if place == here else "past"))
        else:
            bar.append(Stop(label, _day(due.get(name)), state="broken" if state.withdrawal else "next"))
    return bar


def way(train: Train, passed: list[Passed]) -> list[Moment]:
    """Everything that happened to a train, the latest first."""
    found = [Moment(_arrived(one), one.at, said(one.by, one.why)) for one in passed]
    for hold in queries.holds(train.id):
        found.append(Moment(_("Stopped"), hold.at, said(hold.by, hold.why), tone="risk"))
        if hold.resumed_at:
            why = said(hold.resumed_by, hold.why_resumed)
            found.append(Moment(_("Goes on"), hold.resumed_at, why, tone="kept"))
    for move in queries.retimings(train.id):
        hours = {"new": when(move.becomes, move.becomes), "old": when(move.was, move.was)}
        title = _("Leaves %(new)s instead of %(old)s") % hours
        found.append(Moment(title, move.at, said(move.by, move.why), tone="risk"))
    off = queries.withdrawal(train.id)
    if off:
        found.append(Moment(_("Withdrawn"), off.at, said(off.by, off.why), tone="risk"))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _arrived(one: Passed) -> str:
    return queries.station_name(one.station).capitalize()


def said(by: Member | None, why: str) -> str:
    """Who and why in one line; either may be missing."""
    return " · ".join(filter(None, (_name(by), why)))


def _name(by: Member | None) -> str:
    return by.name if by else ""


def _day(moment: datetime | None) -> str:
    return when(moment, moment) if moment else ""
