"""What an import has stored so far: the archive's names and the numbers of our rows."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from fanloop.listening.voices.rules.kinds import Kind

ORIGIN = "oem"
Progress = Callable[[str, int, int], None]
"""Stage, rows done, rows there are; 0 where a streamed file does not say."""


@dataclass
class Said:
    """A voice by its number: what it says, and who stands behind it. Who is nobody known is a person each time."""

    kind: Kind
    title: str
    words: str
    people: set[str]


@dataclass
class Book:
    """Rows by the names the archive gives them. `authors` are fans by topic, `said` is what became voices. `counts` are rows of the archive that are stored now."""

    at: datetime
    progress: Progress | None = None
    people: dict[str, int] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    topics: dict[int, int] = field(default_factory=dict)
    authors: dict[int, int] = field(default_factory=dict)
    voices: dict[int, int] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def step(self, stage: str, done: int, total: int = 0) -> None:
        self.counts[stage] += done
        if self.progress:
            self.progress(stage, self.counts[stage], total)

    def topic_ref(self, topic: int) -> str:
        return f"community.topic:{self.topics[topic]}"

    def who(self, handle: str, where: str) -> str:
        return handle if handle in self.people else where

    def cause(self, topic: int) -> str:
        """What a change may name: the voice a topic became, or the topic itself."""
        voice = self.voices.get(topic)
        return f"voices.voice:{voice}" if voice else self.topic_ref(topic)

    def asked(self, topics: Collection[int]) -> list[int]:
        """Fans who began these topics, each once."""
        return list(dict.fromkeys(self.authors[topic] for topic in topics if topic in self.authors))

    def backed(self, topics: Collection[int]) -> list[int]:
        """Fans who stand behind a voice that one of these topics became, and began none of them."""
        voices = {self.voices[topic] for topic in topics if topic in self.voices}
        people = {who for voice in voices if voice in self.said for who in self.said[voice].people}
        known = {self.people[who] for who in people if who in self.people}
        return sorted(known - set(self.asked(topics)))
