"""Reads of talk. All of it is public, except what is hidden and what is not said yet.

`lists` has spaces and topics, `thread` one topic as it is read, `settled` polls and best answers, `edits` the history.
"""

from fanloop.listening.community.models import Attachment, Reply, Space, Topic
from fanloop.listening.community.queries.cards import (
    describe_replies,
    describe_spaces,
    describe_topics,
    subject_replies,
    subject_topics,
)
from fanloop.listening.community.queries.drafts import draft
from fanloop.listening.community.queries.edits import Change, Edit, Version, edit, history, post, topic_id_of
from fanloop.listening.community.queries.files import File, files_under
from fanloop.listening.community.queries.first_replies import Begun, first_replies
from fanloop.listening.community.queries.fresh import moved_since, replies_after
from fanloop.listening.community.queries.held import reply_ids_by_key, slugs_like, space_ids_by_key
from fanloop.listening.community.queries.listing import Line, Listing, listing
from fanloop.listening.community.queries.lists import (
    SpaceRow,
    TopicRow,
    makers,
    space,
    space_by_id,
    spaces,
    topics,
    topics_by_ids,
)
from fanloop.listening.community.queries.names import REPLY, SPACE, TOPIC
from fanloop.listening.community.queries.settled import (
    OptionRow,
    Poll,
    PollRow,
    best_answer,
    poll_in,
    settled,
)
from fanloop.listening.community.queries.stirred import Talk, talk_since
from fanloop.listening.community.queries.thread import (
    Opened,
    Said,
    births_by_key,
    first_after,
    ids_by_key,
    newest,
    opened,
    page_of,
    repliers,
    replies,
    replies_by_ids,
    reply,
    said,
    said_in,
    speakers,
    topic,
    topic_about,
)

__all__ = [
    "REPLY",
    "SPACE",
    "TOPIC",
    "Attachment",
    "Begun",
    "Change",
    "Edit",
    "File",
    "Line",
    "Listing",
    "Opened",
    "OptionRow",
    "Poll",
    "PollRow",
    "Reply",
    "Said",
    "Space",
    "SpaceRow",
    "Talk",
    "Topic",
    "TopicRow",
    "Version",
    "best_answer",
    "births_by_key",
    "describe_replies",
    "describe_spaces",
    "describe_topics",
    "draft",
    "edit",
    "files_under",
    "first_after",
    "first_replies",
    "history",
    "ids_by_key",
    "listing",
    "makers",
    "moved_since",
    "newest",
    "opened",
    "page_of",
    "poll_in",
    "post",
    "repliers",
    "replies",
    "replies_after",
    "replies_by_ids",
    "reply",
    "reply_ids_by_key",
    "said",
    "said_in",
    "settled",
    "slugs_like",
    "space",
    "space_by_id",
    "space_ids_by_key",
    "spaces",
    "speakers",
    "subject_replies",
    "subject_topics",
    "talk_since",
    "topic",
    "topic_about",
    "topic_id_of",
    "topics",
    "topics_by_ids",
]
