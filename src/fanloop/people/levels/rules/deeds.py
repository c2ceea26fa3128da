"""Kinds of deeds, one word each: the vocabulary of the ledger from which levels are reckoned.

Each room writes its own deeds through `fans.actions.record_deeds`; the ref says what tells two of them apart.
"""

VISIT = "visit"  # was here that day; one a day
READ = "read"  # count: posts read that day; ref: the topic
TOPIC = "topic"  # ref: the topic
REPLY = "reply"  # ref: the topic replied in
REACTION_GIVEN = "reaction_given"  # ref: the post
REACTION_RECEIVED = "reaction_received"  # ref: the giver, so that people and days can be counted
BEST_ANSWER = "best_answer"  # ref: the topic
VOICE = "voice"  # ref: the voice
BACKING = "backing"  # ref: the need
VOTE = "vote"  # ref: the need
FLAG_AGREED = "flag_agreed"  # this fan's flag was right; ref: what it was about
FLAGGED = "flagged"  # a flag against this fan was upheld; ref: the reporter
STRIKE = "strike"  # suspended by a moderator; ref: the suspension
REPORT = "report"  # told of a week with a train; ref: the train
VERDICT_CONFIRMED = "verdict_confirmed"  # said on a Tuesday what most others found too; ref: the change
EVENT = "event"  # was at an event; ref: the event
BUILD_TESTED = "build_tested"  # tried a build before everybody else; ref: the build
CHANGE_ASKED = "change_asked"  # a voice of theirs shipped; ref: the change

KINDS = frozenset(
    {
        VISIT, READ, TOPIC, REPLY, REACTION_GIVEN, REACTION_RECEIVED, BEST_ANSWER, VOICE, BACKING, VOTE,
        FLAG_AGREED, FLAGGED, STRIKE, BUILD_TESTED, CHANGE_ASKED,
    }
)  # fmt: skip

UNSUNG = frozenset({VISIT, READ, REACTION_GIVEN, REACTION_RECEIVED, FLAG_AGREED, FLAGGED, STRIKE})
"""Counted, and shown to nobody else: that somebody came by, read or was reported is no credit."""
