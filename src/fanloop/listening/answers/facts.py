"""What the answer desk announces. That a case is opened or answered follows from the facts of voices and talk."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class FanAskedBack(Fact):
    """A member asked the fan something; the clock of the case stands until the fan's word."""

    case: str
    about: str


@dataclass(frozen=True)
class CaseExcused(Fact):
    """Somebody decided that this needs no answer, with a reason."""

    case: str
    about: str


@dataclass(frozen=True)
class CaseEscalated(Fact):
    """People were told that a promise is about to break; `minutes` is how long before."""

    case: str
    about: str
    minutes: int


@dataclass(frozen=True)
class AnswerJudged(Fact):
    """A fan said whether an answer helped."""

    case: str
    about: str
    helped: bool
