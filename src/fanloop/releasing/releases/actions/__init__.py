"""Every write of releases. A train waits for nobody, and a change that stays behind gets a reason."""

from fanloop.releasing.releases.actions.asking import (
    ask,
    run_tuesday,
    run_tuesdays,
)
from fanloop.releasing.releases.actions.departing import depart, rewrite_note
from fanloop.releasing.releases.actions.importing import Imported, NewChange, NewTrain, import_releases
from fanloop.releasing.releases.actions.not_fixed import (
    judge,
    settle,
    tie_again,
)
from fanloop.releasing.releases.actions.passing import keep_time, pass_station
from fanloop.releasing.releases.actions.reports import (
    forget_reports,
    give_report,
    refuse_unless_open,
)
from fanloop.releasing.releases.actions.stopping import hold, resume
from fanloop.releasing.releases.actions.timetables import Rhythm, plan_hotfix, retime_train, set_timetable
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
    weigh_change,
    zone,
)
from fanloop.releasing.releases.actions.withdrawing import withdraw_change, withdraw_train
from fanloop.releasing.releases.rules.refusals import Refused

__all__ = [
    "Imported",
    "NewChange",
    "NewTrain",
    "Refused",
    "Rhythm",
    "ask",
    "board",
    "credit",
    "depart",
    "forget_credits",
    "forget_reports",
    "give_report",
    "hold",
    "import_releases",
    "judge",
    "keep_time",
    "leave_behind",
    "make_change",
    "pass_station",
    "plan_fridays",
    "plan_hotfix",
    "plan_running_lines",
    "plan_train",
    "refuse_unless_open",
    "resume",
    "retime_train",
    "rewrite_note",
    "run_tuesday",
    "run_tuesdays",
    "set_timetable",
    "settle",
    "tie_again",
    "undo_move",
    "weigh_change",
    "withdraw_change",
    "withdraw_train",
    "zone",
]
