"""Voices, the needs they become, and what people and the maker do about them."""

from fanloop.listening.voices.models.boards import Board
from fanloop.listening.voices.models.likeness import Fingerprint, Judgement, Likeness, Sorter
from fanloop.listening.voices.models.needs import Acceptance, Closure, Joining, Merge, Need, Vote
from fanloop.listening.voices.models.said import Answer, Backing, Gear, Voice, VoiceDetail
from fanloop.listening.voices.models.statuses import NeedStatus, Status

__all__ = [
    "Acceptance",
    "Answer",
    "Backing",
    "Board",
    "Closure",
    "Fingerprint",
    "Gear",
    "Joining",
    "Judgement",
    "Likeness",
    "Merge",
    "Need",
    "NeedStatus",
    "Sorter",
    "Status",
    "Voice",
    "VoiceDetail",
    "Vote",
]
