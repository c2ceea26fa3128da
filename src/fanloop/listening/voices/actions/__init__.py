"""Writes of voices: saying things, gathering them into needs, voting, promising, and taking over whole sets."""

from fanloop.listening.voices.actions.forgetting import forget_words
from fanloop.listening.voices.actions.gathering import (
    join_needs,
    make_need,
    merge_voices,
    part_needs,
    unmerge_voice,
)
from fanloop.listening.voices.actions.imports import (
    NewBacking,
    NewVoice,
    import_backings,
    import_voices,
    needs_from_voices,
)
from fanloop.listening.voices.actions.promising import (
    accept_need,
    accept_needs,
    decline_need,
    reopen_need,
    return_votes,
    withdraw_acceptance,
)
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.actions.saying import (
    answer_voice,
    back_voice,
    raise_voice,
    withdraw_backing,
)
from fanloop.listening.voices.actions.voting import vote, withdraw_vote
from fanloop.listening.voices.rules.refusals import Refused

__all__ = [
    "NewBacking",
    "NewVoice",
    "Refused",
    "accept_need",
    "accept_needs",
    "answer_voice",
    "back_voice",
    "decline_need",
    "forget_words",
    "import_backings",
    "import_voices",
    "join_needs",
    "make_need",
    "merge_voices",
    "needs_from_voices",
    "part_needs",
    "raise_voice",
    "rank_needs",
    "reopen_need",
    "return_votes",
    "unmerge_voice",
    "vote",
    "withdraw_acceptance",
    "withdraw_backing",
    "withdraw_vote",
]
