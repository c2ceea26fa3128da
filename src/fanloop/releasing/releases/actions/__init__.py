"""Every write of releases. A train waits for nobody, and a change that stays behind gets a reason."""

from fanloop.releasing.releases.actions.asking import (
    ask,
    run_tuesday,
    run_tuesdays,
)
from fanloop.releasing.releases.actions.awards import (
    count_votes,
    forget_award_words,
    give_awards,
    vote_award,
    withdraw_award_vote,
)
from fanloop.releasing.releases.actions.departing import depart
from fanloop.releasing.releases.actions.gates import decide, load
from fanloop.releasing.releases.actions.importing import Imported, NewChange, NewTrain, import_releases
from fanloop.releasing.releases.actions.not_fixed import (
    judge,
    settle,
    tie_again,
)
from fanloop.releasing.releases.actions.noting import rewrite_note
from fanloop.releasing.releases.actions.passing import keep_time, pass_station
from fanloop.releasing.releases.actions.reports import (
    forget_reports,
    give_report,
)
from fanloop.releasing.releases.actions.sharing import set_pool, share_pool
from fanloop.releasing.releases.actions.stopping import hold, resume
from fanloop.releasing.releases.actions.timetables import Rhythm, plan_hotfix, retime_train, set_timetable
from fanloop.releasing.releases.actions.trains import (
    UNDONE,
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
    "UNDONE",
    "Imported",
    "NewChange",
    "NewTrain",
    "Refused",
    "Rhythm",
    "ask",
    "board",
    "count_votes",
    "credit",
    "decide",
    "depart",
    "forget_award_words",
    "forget_credits",
    "forget_reports",
    "give_awards",
    "give_report",
    "hold",
    "import_releases",
    "judge",
    "keep_time",
    "leave_behind",
    "load",
    "make_change",
    "pass_station",
    "plan_fridays",
    "plan_hotfix",
    "plan_running_lines",
    "plan_train",
    "resume",
    "retime_train",
    "rewrite_note",
    "run_tuesday",
    "run_tuesdays",
    "set_pool",
    "set_timetable",
    "settle",
    "share_pool",
    "tie_again",
    "undo_move",
    "vote_award",
    "weigh_change",
    "withdraw_award_vote",
    "withdraw_change",
    "withdraw_train",
    "zone",
]
