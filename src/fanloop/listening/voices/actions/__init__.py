"""Writes of voices: saying things, gathering them into needs, voting, promising, and taking over whole sets."""

from fanloop.listening.voices.actions.boards import change_board, close_board, move_need, open_board
from fanloop.listening.voices.actions.claiming import claim_voice
from fanloop.listening.voices.actions.forgetting import forget_words
from fanloop.listening.voices.actions.gathering import (
    join_needs,
    make_need,
    merge_voices,
    part_needs,
    unmerge_voice,
)
from fanloop.listening.voices.actions.gear import drop_gear, keep_gear
from fanloop.listening.voices.actions.imports import (
    NewBacking,
    NewEnd,
    NewVoice,
    import_backings,
    import_ends,
    import_same,
    import_voices,
    needs_from_voices,
)
from fanloop.listening.voices.actions.likeness import (
    find_likely_pairs,
    fingerprint,
    fingerprint_new,
    judge,
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
from fanloop.listening.voices.actions.removing import remove_imported, remove_statuses
from fanloop.listening.voices.actions.rewording import reword_voice
from fanloop.listening.voices.actions.saying import (
    answer_voice,
    back_voice,
    raise_voice,
    withdraw_backing,
)
from fanloop.listening.voices.actions.sorter import learn_kinds
from fanloop.listening.voices.actions.statuses import (
    change_status,
    make_status,
    retire_status,
    set_status,
    status_named,
)
from fanloop.listening.voices.actions.voting import vote, vote_for, withdraw_vote, withdraw_vote_for
from fanloop.listening.voices.rules.refusals import Refused

__all__ = [
    "NewBacking",
    "NewEnd",
    "NewVoice",
    "Refused",
    "accept_need",
    "accept_needs",
    "answer_voice",
    "back_voice",
    "change_board",
    "change_status",
    "claim_voice",
    "close_board",
    "decline_need",
    "drop_gear",
    "find_likely_pairs",
    "fingerprint",
    "fingerprint_new",
    "forget_words",
    "import_backings",
    "import_ends",
    "import_same",
    "import_voices",
    "join_needs",
    "judge",
    "keep_gear",
    "learn_kinds",
    "make_need",
    "make_status",
    "merge_voices",
    "move_need",
    "needs_from_voices",
    "open_board",
    "part_needs",
    "raise_voice",
    "rank_needs",
    "remove_imported",
    "remove_statuses",
    "reopen_need",
    "retire_status",
    "return_votes",
    "reword_voice",
    "set_status",
    "status_named",
    "unmerge_voice",
    "vote",
    "vote_for",
    "withdraw_acceptance",
    "withdraw_backing",
    "withdraw_vote",
    "withdraw_vote_for",
]
