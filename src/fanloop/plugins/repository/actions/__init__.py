"""Every write of repositories: where source lives, what its commits mean, what fans hand in and what becomes of it."""

from fanloop.plugins.repository.actions.boarding import stands_no_more
from fanloop.plugins.repository.actions.contributing import (
    claim_commit,
    forget,
    hand_in_patch,
    hand_in_translation,
)
from fanloop.plugins.repository.actions.deciding import decide, tell_of_merging
from fanloop.plugins.repository.actions.hooks import Unproven, receive
from fanloop.plugins.repository.actions.linking import (
    board_waiting,
    leave_mention,
    link,
    link_by_hand,
    link_signed,
    link_waiting,
)
from fanloop.plugins.repository.actions.reading import read_repository
from fanloop.plugins.repository.actions.sources import (
    add_repository,
    end_old_secret,
    end_repository,
    new_secret,
    read_all_soon,
    read_soon,
)
from fanloop.plugins.repository.rules.refusals import Refused

__all__ = [
    "Refused",
    "Unproven",
    "add_repository",
    "board_waiting",
    "claim_commit",
    "decide",
    "end_old_secret",
    "end_repository",
    "forget",
    "hand_in_patch",
    "hand_in_translation",
    "leave_mention",
    "link",
    "link_by_hand",
    "link_signed",
    "link_waiting",
    "new_secret",
    "read_all_soon",
    "read_repository",
    "read_soon",
    "receive",
    "stands_no_more",
    "tell_of_merging",
]
