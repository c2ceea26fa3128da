"""What repositories announce."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class RepositoryAdded(Fact):
    """The source of a line has an address here."""

    repository: str
    line: str


@dataclass(frozen=True)
class CommitsRead(Fact):
    """A repository was read: so many commits are new, so many are gone from its branch."""

    repository: str
    commits: int
    gone: int


@dataclass(frozen=True)
class CommitLinked(Fact):
    """A commit belongs to these changes; `needs` are those it says it answers."""

    commit: str
    changes: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class ContributionHandedIn(Fact):
    """A fan handed in a patch, a translation or a claim; `kind` says which."""

    contribution: str
    kind: str


@dataclass(frozen=True)
class ContributionAccepted(Fact):
    """A person here said yes to what a fan handed in."""

    contribution: str
    kind: str


@dataclass(frozen=True)
class ContributionDeclined(Fact):
    """A person here said no, for a reason the fan can read."""

    contribution: str
    kind: str
    why: str


@dataclass(frozen=True)
class PatchMerged(Fact):
    """A fan's patch arrived in the repository; the fan made this change."""

    contribution: str
    change: str
