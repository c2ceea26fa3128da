"""Every read of challenges. What is shown in them is public; who allowed what is for its author and the maker."""

from fanloop.selling.challenges.models import Challenge, Entry, Use, Vote, Win, Withdrawal
from fanloop.selling.challenges.queries.asked import (
    ChallengeRow,
    challenge,
    challenge_by_id,
    challenges,
    phase_of,
    ref_of,
)
from fanloop.selling.challenges.queries.cards import describe_challenges, describe_entries, subject_entries
from fanloop.selling.challenges.queries.entries import (
    EntryRow,
    Wall,
    entries,
    entry,
    entry_by_id,
    entry_by_key,
    gallery,
    is_shown,
    mine,
    tagged,
    tags_near,
    winners,
)
from fanloop.selling.challenges.queries.rights import Right, rights
from fanloop.selling.challenges.rules.phases import MOST_ENTRIES

__all__ = [
    "MOST_ENTRIES",
    "Challenge",
    "ChallengeRow",
    "Entry",
    "EntryRow",
    "Right",
    "Use",
    "Vote",
    "Wall",
    "Win",
    "Withdrawal",
    "challenge",
    "challenge_by_id",
    "challenges",
    "describe_challenges",
    "describe_entries",
    "entries",
    "entry",
    "entry_by_id",
    "entry_by_key",
    "gallery",
    "is_shown",
    "mine",
    "phase_of",
    "ref_of",
    "rights",
    "subject_entries",
    "tagged",
    "tags_near",
    "winners",
]
