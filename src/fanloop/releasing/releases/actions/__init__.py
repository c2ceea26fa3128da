"""Every write of releases. A train waits for nobody, and a change that stays behind gets a reason."""

from fanloop.releasing.releases.actions.departing import depart, rewrite_note
from fanloop.releasing.releases.actions.importing import Imported, NewChange, NewTrain, import_releases
from fanloop.releasing.releases.actions.trains import (
    board,
    credit,
    leave_behind,
    make_change,
    plan_fridays,
    plan_train,
    zone,
)
from fanloop.releasing.releases.rules.refusals import RefusedError

__all__ = [
    "Imported",
    "NewChange",
    "NewTrain",
    "RefusedError",
    "board",
    "credit",
    "depart",
    "import_releases",
    "leave_behind",
    "make_change",
    "plan_fridays",
    "plan_train",
    "rewrite_note",
    "zone",
]
