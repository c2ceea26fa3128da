"""Every write of releases. A train waits for nobody, and a change that stays behind gets a reason."""

from fanloop.releasing.releases.actions.departing import depart, rewrite_note
from fanloop.releasing.releases.actions.importing import Imported, NewChange, NewTrain, import_releases
from fanloop.releasing.releases.actions.trains import (
    board,
    credit,
    forget_credits,
    leave_behind,
    make_change,
    plan_fridays,
    plan_running_lines,
    plan_train,
    undo_move,
    zone,
)
from fanloop.releasing.releases.rules.refusals import Refused

__all__ = [
    "Imported",
    "NewChange",
    "NewTrain",
    "Refused",
    "board",
    "credit",
    "depart",
    "forget_credits",
    "import_releases",
    "leave_behind",
    "make_change",
    "plan_fridays",
    "plan_running_lines",
    "plan_train",
    "rewrite_note",
    "undo_move",
    "zone",
]
