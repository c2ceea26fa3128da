"""Every write of moderation: the gate, flags, judgements, strikes and appeals, and what moderators keep."""

from fanloop.listening.moderation.actions.flagging import flag
from fanloop.listening.moderation.actions.forgetting import forget_words
from fanloop.listening.moderation.actions.gate import Screening, hold, screen, screened
from fanloop.listening.moderation.actions.hiding import hide, unhide
from fanloop.listening.moderation.actions.judging import claim, judge, let_go
from fanloop.listening.moderation.actions.keeping import charge, discharge, set_figures, unwatch, watch_word
from fanloop.listening.moderation.actions.striking import appeal, decide, lift, strike
from fanloop.listening.moderation.actions.unproven import prove, screened_unproven
from fanloop.listening.moderation.rules.refusals import Refused

__all__ = [
    "Refused",
    "Screening",
    "appeal",
    "charge",
    "claim",
    "decide",
    "discharge",
    "flag",
    "forget_words",
    "hide",
    "hold",
    "judge",
    "let_go",
    "lift",
    "prove",
    "screen",
    "screened",
    "screened_unproven",
    "set_figures",
    "strike",
    "unhide",
    "unwatch",
    "watch_word",
]
