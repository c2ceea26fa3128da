"""What components are drawn from: small frozen values that any face can fill.

Words come in translated; moments are aware datetimes; counts are whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Tone = Literal["", "kept", "risk", "loop", "line"]
When = datetime | str


@dataclass(frozen=True)
class NavItem:
    """One way in the head of a page."""

    label: str
    href: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Crumb:
    """One step of the way here; the last one has no href."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Tab:
    """One of several views of the same thing."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Station:
    """A stop of the trail bar. `broken` is a promise not kept, `skipped` a stop this thing did not need."""

    label: str
    note: str = ""
    href: str = ""
    state: Literal["past", "now", "next", "broken", "skipped"] = "past"


@dataclass(frozen=True)
class Tile:
    """A change aboard a train, or anything with a name and a place to read on."""

    label: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Stop:
    """A stop of the Friday line."""

    label: str
    note: str = ""
    state: Literal["past", "here", "leaves", "ahead"] = "past"


@dataclass(frozen=True)
class FridayLine:
    """One train on its line: at most six stops; the train stands before the stop that is `here`.

    `word` stands in place of the countdown when the train does not simply run: it is stopped, or late.
    """

    train: str
    leaves: datetime
    stops: Sequence[Stop]
    aboard: Sequence[Tile] = ()
    left_behind: Sequence[Tile] = ()
    word: str = ""

    @property
    def place(self) -> int:
        """How many stops lie behind the train, 1 to 6."""
        behind = [place for place, stop in enumerate(self.stops) if stop.state == "here"]
        return max(1, min(6, behind[0] if behind else len(self.stops)))


@dataclass(frozen=True)
class Ring:
    """Minutes of a fifteen-minute promise: left while waiting, taken when done."""

    minutes: int | None
    state: Literal["waiting", "late", "mine", "done", "paused"] = "waiting"
    of: int = 15

    @property
    def overdue(self) -> int:
        """Minutes past the promise; 0 while it can still be kept."""
        return max(0, -(self.minutes or 0))

    @property
    def dash(self) -> str:
        """The drawn part, on a path of length `of`."""
        shown = self.of if self.minutes is None else min(max(self.minutes, 0), self.of)
        return f"{shown} {self.of}"


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline."""

    title: str
    at: When
    note: str = ""
    href: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Fact:
    """A term and what holds for it."""

    term: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class Stat:
    """A figure, what it counts, and how sure we are (`how`), with its past as a small line."""

    label: str
    figure: str
    unit: str = ""
    how: str = ""
    past: Sequence[float] = ()
    href: str = ""


@dataclass(frozen=True)
class BarRow:
    """A name, a bar and a figure; `value` is drawn, `shown` is read."""

    label: str
    value: float
    shown: str = ""
    href: str = ""


@dataclass(frozen=True)
class Slice:
    """A piece of a price in minor units; `ours` is what the maker keeps."""

    label: str
    minor: int
    note: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Spring:
    """One thing in the river of a trail."""

    label: str
    href: str = ""
    note: str = ""
    here: bool = False


@dataclass(frozen=True)
class Stream:
    """All things of one kind in a trail: named ones, how many there are, how many the viewer may not see."""

    kind: str
    springs: Sequence[Spring] = ()
    count: int = 0
    hidden: int = 0
    shown: int = 6

    @property
    def total(self) -> int:
        """Everything of the kind, named or not."""
        return max(self.count, len(self.springs) + self.hidden)

    @property
    def open(self) -> Sequence[Spring]:
        """Those drawn at once; the thing asked for is always among them."""
        first = [spring for spring in self.springs if spring.here]
        return [*first, *(spring for spring in self.springs if not spring.here)][: self.shown]

    @property
    def folded(self) -> Sequence[Spring]:
        """The named rest, behind one summary."""
        drawn = set(map(id, self.open))
        return [spring for spring in self.springs if id(spring) not in drawn]

    @property
    def unnamed(self) -> int:
        """Seen only as a number."""
        return max(0, self.total - len(self.springs) - self.hidden)

    @property
    def here(self) -> bool:
        """Whether the thing asked for is in this stream."""
        return any(spring.here for spring in self.springs)

    @property
    def width(self) -> int:
        """Breadth of the stream, 0 to 5: one step for each factor of about five."""
        steps = (1, 5, 25, 125, 625)
        return sum(self.total > step for step in steps)


@dataclass(frozen=True)
class River:
    """A walk both ways, from the first cause to the last effect, one column a kind."""

    streams: Sequence[Stream] = field(default_factory=tuple)

    @property
    def flow(self) -> list[tuple[Stream, int]]:
        """Each stream with the breadth it narrows or widens to."""
        widths = [stream.width for stream in self.streams]
        return list(zip(self.streams, [*widths[1:], *widths[-1:]], strict=True))


@dataclass(frozen=True)
class Vote:
    """A vote button: `href` takes POST `want` = 1 (vote) or 0 (take back); empty href shows the count alone."""

    count: int
    subject: str
    href: str = ""
    pressed: bool = False
