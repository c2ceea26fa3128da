"""Every write of beta: programmes, applications, draws, seats, and what is tried."""

from fanloop.releasing.beta.actions.applying import NewApplication, apply, sign, withdraw_application
from fanloop.releasing.beta.actions.drawing import announce_wave, draw_wave
from fanloop.releasing.beta.actions.forgetting import forget
from fanloop.releasing.beta.actions.programmes import (
    NewProgramme,
    add_activity,
    add_feature,
    add_phase,
    add_question,
    change_programme,
    drop_piece,
    open_programme,
    publish_terms,
)
from fanloop.releasing.beta.actions.seats import (
    end_seat,
    give_seat,
    leave,
    move_seat,
    pause,
    pause_quiet,
    remind_quiet,
    resume,
    tick,
    untick,
)
from fanloop.releasing.beta.actions.trying import (
    judge_trial,
    make_voice,
    offer_build,
    take_back,
    try_feature,
)
from fanloop.releasing.beta.rules.draw import Quota
from fanloop.releasing.beta.rules.refusals import Refused

__all__ = [
    "NewApplication",
    "NewProgramme",
    "Quota",
    "Refused",
    "add_activity",
    "add_feature",
    "add_phase",
    "add_question",
    "announce_wave",
    "apply",
    "change_programme",
    "draw_wave",
    "drop_piece",
    "end_seat",
    "forget",
    "give_seat",
    "judge_trial",
    "leave",
    "make_voice",
    "move_seat",
    "offer_build",
    "open_programme",
    "pause",
    "pause_quiet",
    "publish_terms",
    "remind_quiet",
    "resume",
    "sign",
    "take_back",
    "tick",
    "try_feature",
    "untick",
    "withdraw_application",
]
