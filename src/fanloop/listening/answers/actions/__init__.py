"""Writes of the answer desk: cases that begin and end, work at the wall, settings, escalation, verdicts."""

from fanloop.listening.answers.actions.escalating import escalate
from fanloop.listening.answers.actions.opening import (
    first_policy,
    mark_answered,
    name_the_fan,
    open_case,
    share_case,
)
from fanloop.listening.answers.actions.settings import (
    drop_answer,
    end_policy,
    prepare_answer,
    publish_hours,
    set_policy,
    stop_telling,
    tell_before,
)
from fanloop.listening.answers.actions.verdicts import forget_verdicts, judge
from fanloop.listening.answers.actions.working import (
    answer,
    ask_back,
    claim,
    excuse,
    forget_words,
    hand_over,
    keep_draft,
    release,
    reopen,
    resume,
)
from fanloop.listening.answers.rules.refusals import Refused

__all__ = [
    "Refused",
    "answer",
    "ask_back",
    "claim",
    "drop_answer",
    "end_policy",
    "escalate",
    "excuse",
    "first_policy",
    "forget_verdicts",
    "forget_words",
    "hand_over",
    "judge",
    "keep_draft",
    "mark_answered",
    "name_the_fan",
    "open_case",
    "prepare_answer",
    "publish_hours",
    "release",
    "reopen",
    "resume",
    "set_policy",
    "share_case",
    "stop_telling",
    "tell_before",
]
