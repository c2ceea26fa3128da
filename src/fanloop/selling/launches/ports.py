"""What launches must know of the floors above: who draws the letters it decides to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class To:
    """Whom a letter goes to. `name` is empty for somebody without an account; `stop` ends it without a log-in."""

    person: str
    email: str
    name: str
    language: str
    stop: int


class Pen(Protocol):
    """Writes letters into the outbox in the running transaction; each once, by its key. `to.stop` is the sign-up's or the
    consent's id.
    """

    def ask(self, launch: int, to: To, at: datetime) -> None:
        """Whether the address is theirs."""

    def begins(self, launch: int, to: Sequence[To], at: datetime) -> None:
        """What they asked to be told."""

    def message(self, message: int, to: Sequence[To], at: datetime) -> None:
        """A message of the maker, to people who agreed."""

    def proof(self, message: int, to: To, at: datetime) -> None:
        """The same letter to its author alone; its link ends nothing."""


_pens: list[Pen] = []


def fill_pen(pen: Pen) -> None:
    """Called once by the face that draws letters when the house opens."""
    _pens[:] = [pen]


def pens() -> Sequence[Pen]:
    """Nobody, or the one who writes; with nobody above, inboxes alone are told."""
    return _pens
