"""What voices announce. Fields are references and counts; who is behind them is asked of `queries`."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class VoiceRaised(Fact):
    """Somebody said something; `kind` is idea, bug, question, praise or experience."""

    voice: str
    kind: str


@dataclass(frozen=True)
class VoiceClaimed(Fact):
    """A voice that came without a name has its person now."""

    voice: str
    fan: str


@dataclass(frozen=True)
class VoiceReworded(Fact):
    """Its author said it anew, or took it back: then it has no words."""

    voice: str


@dataclass(frozen=True)
class VoiceBacked(Fact):
    """Somebody said "me too"."""

    voice: str


@dataclass(frozen=True)
class VoiceAnswered(Fact):
    """A person of the maker gave the first answer, so many seconds after the voice."""

    voice: str
    seconds: int


@dataclass(frozen=True)
class VoicesMerged(Fact):
    """Voices count in a need from now on."""

    need: str
    voices: tuple[str, ...]


@dataclass(frozen=True)
class VoiceUnmerged(Fact):
    """A voice counts no longer in this need."""

    need: str
    voice: str


@dataclass(frozen=True)
class NeedsJoined(Fact):
    """A need counts in another that means the same."""

    need: str
    into: str
    change: str = ""


@dataclass(frozen=True)
class NeedsParted(Fact):
    """A joining was undone."""

    need: str
    into: str
    change: str = ""


@dataclass(frozen=True)
class NeedVoted(Fact):
    """A vote was given or taken back; `votes` is the count after it."""

    need: str
    votes: int


@dataclass(frozen=True)
class NeedAccepted(Fact):
    """We promised to build it. Counts are those of the moment of the promise."""

    need: str
    acceptance: str
    voices: int
    backers: int
    change: str = ""


@dataclass(frozen=True)
class AcceptanceWithdrawn(Fact):
    """A promise was taken back; the need is open again."""

    need: str
    acceptance: str
    change: str = ""


@dataclass(frozen=True)
class NeedStatusChanged(Fact):
    """A person decided how a need stands: `change` is the step of its history, `kind` one of the six."""

    need: str
    change: str
    kind: str


@dataclass(frozen=True)
class NeedsClosed(Fact):
    """Needs ended, `outcome` shipped or declined; their votes are back with the fans."""

    needs: tuple[str, ...]
    outcome: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class VoicesImported(Fact):
    """A batch of voices, backings or needs came from another place."""

    voices: int = 0
    backings: int = 0
    needs: int = 0
