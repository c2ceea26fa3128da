"""What a poll may ask, and how a choice is judged."""

from collections.abc import Collection, Iterable
from datetime import datetime

FEWEST, MOST = 2, 12
LONGEST_OPTION = 200


def options_of(raw: Iterable[str]) -> list[str]:
    """Options as they were meant: trimmed, without empty lines, each once, in their order.

    >>> options_of([" Oak ", "", "Ash", "Oak"])
    ['Oak', 'Ash']
    """
    return list(dict.fromkeys(text for line in raw if (text := " ".join(line.split())[:LONGEST_OPTION])))


def problem_with_options(options: Collection[str]) -> str:
    """`few`, `many` or nothing."""
    return "few" if len(options) < FEWEST else "many" if len(options) > MOST else ""


def is_open(closes_at: datetime | None, at: datetime) -> bool:
    return closes_at is None or at < closes_at


def problem_with_choice(chosen: Collection[int], offered: Collection[int], *, is_multiple: bool) -> str:
    """`none`, `unknown`, `several` or nothing."""
    if not chosen:
        return "none"
    if not set(chosen) <= set(offered):
        return "unknown"
    return "several" if len(set(chosen)) > 1 and not is_multiple else ""
