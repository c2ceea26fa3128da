"""Who may start a conversation with whom."""

from collections.abc import Collection
from typing import Literal

MOST_PEOPLE = 8
LEVEL = 1
LONGEST = 10_000

Problem = Literal["", "nobody", "crowd", "level", "unreachable"]


def problem_with(
    *, starter: int, others: Collection[int], level: int, is_member: bool, unreachable: Collection[int] = ()
) -> Problem:
    """Why this conversation cannot start, or nothing. Who starts is counted among the people.

    The maker's people need no level. Who ignores the starter is `unreachable`: it is not said which of several.

    >>> problem_with(starter=1, others={2}, level=0, is_member=False)
    'level'
    >>> problem_with(starter=1, others={2}, level=0, is_member=True)
    ''
    """
    people = set(others) - {starter}
    if not people:
        return "nobody"
    if len(people) + 1 > MOST_PEOPLE:
        return "crowd"
    if level < LEVEL and not is_member:
        return "level"
    return "unreachable" if people & set(unreachable) else ""
