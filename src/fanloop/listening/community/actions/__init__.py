"""Writes of talk: saying, editing, asking, settling, and taking over whole sets."""

from fanloop.listening.community.actions.attaching import attach, detach
from fanloop.listening.community.actions.calling import tell_called
from fanloop.listening.community.actions.counting import rank_topics
from fanloop.listening.community.actions.drafts import drop_draft, keep_draft
from fanloop.listening.community.actions.drawing import draw_old
from fanloop.listening.community.actions.editing import edit_reply, edit_topic, revert, take_back
from fanloop.listening.community.actions.finding import find_again
from fanloop.listening.community.actions.forgetting import forget_words
from fanloop.listening.community.actions.imports import (
    NewReply,
    NewSpace,
    NewTopic,
    import_replies,
    import_spaces,
    import_topics,
)
from fanloop.listening.community.actions.polling import NewPoll, choose
from fanloop.listening.community.actions.removing import lock_topics, remove_imported, remove_spaces
from fanloop.listening.community.actions.saying import reply, start_topic
from fanloop.listening.community.actions.settling import choose_best, withdraw_best
from fanloop.listening.community.actions.spaces import open_space
from fanloop.listening.community.rules.refusals import Refused

__all__ = [
    "NewPoll",
    "NewReply",
    "NewSpace",
    "NewTopic",
    "Refused",
    "attach",
    "choose",
    "choose_best",
    "detach",
    "draw_old",
    "drop_draft",
    "edit_reply",
    "edit_topic",
    "find_again",
    "forget_words",
    "import_replies",
    "import_spaces",
    "import_topics",
    "keep_draft",
    "lock_topics",
    "open_space",
    "rank_topics",
    "remove_imported",
    "remove_spaces",
    "reply",
    "revert",
    "start_topic",
    "take_back",
    "tell_called",
    "withdraw_best",
]
