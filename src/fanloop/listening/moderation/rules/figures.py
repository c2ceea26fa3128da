"""Every threshold of moderation with its own value; founders change them by setting rows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

SENSITIVITIES = {"low": 9, "medium": 6, "high": 3}
"""The lower the number, the fewer flags hide something (Discourse's three steps)."""


@dataclass(frozen=True)
class Figures:
    """Scores have no unit; names that end in seconds, hours, days say theirs.

    Values of Discourse where it has them; each step of `ladder` is a consequence and its days.
    """

    sensitivity: str = "medium"
    visible_from: float = 0.0
    bonus_dangerous: float = 2.0
    flags_a_day: int = 20
    gap_topic_seconds: int = 120
    gap_post_seconds: int = 30
    gap_chat_seconds: int = 2
    first_day_topics: int = 3
    first_day_replies: int = 10
    links_of_new: int = 2
    host_of_new: int = 3
    fast_seconds: float = 3.0
    same_words_hours: int = 24
    same_words_letters: int = 20
    reporters_to_watch: int = 3
    claim_minutes: int = 10
    strike_days: int = 180
    ladder: tuple[tuple[str, int], ...] = (("warn", 0), ("silence", 1), ("silence", 7), ("suspend", 30))

    @property
    def hides_at(self) -> float:
        """The score from which flags hide something by themselves.

        12.5 is the figure Discourse took from forums in the wild. It is never below what moderators see, so that
        nothing is hidden that nobody looks at.
        """
        return max(self.visible_from, 12.5 * SENSITIVITIES[self.sensitivity] / 9)

    @property
    def watches_at(self) -> float:
        """The sum of spam flags from which a new fan's next words wait for a moderator."""
        return 0.6 * self.hides_at


HOUSE = Figures()


class BadFigure(ValueError):
    """A figure that is none; the message names it."""


def with_figures(changed: Mapping[str, Any]) -> Figures:
    """The house's figures with these changed. Raises BadFigure for an unknown name or a value that cannot be.

    >>> with_figures({"sensitivity": "low"}).hides_at
    12.5
    """
    kinds = {one.name: type(getattr(HOUSE, one.name)) for one in fields(Figures)}
    for name, value in changed.items():
        if name not in kinds:
            raise BadFigure(name)
        _check(name, value)
    clean = {name: _shaped(kinds[name], value) for name, value in changed.items()}
    return replace(HOUSE, **clean)


def _check(name: str, value: Any) -> None:
    if name == "sensitivity":
        good = value in SENSITIVITIES
    elif name == "ladder":
        good = bool(value) and all(
            len(step) == 2 and step[0] in {"warn", "silence", "suspend"} and 0 <= step[1] <= 3650
            for step in value
        )
    else:
        good = isinstance(value, int | float) and 0 <= value <= 100_000
    if not good:
        raise BadFigure(name)


def _shaped(kind: type, value: Any) -> Any:
    return tuple((str(word), int(days)) for word, days in value) if kind is tuple else kind(value)
