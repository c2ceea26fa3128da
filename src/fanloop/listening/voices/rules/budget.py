"""The vote budget: few votes make each of them mean something. They come back when a need ends.

The figures by level are those of Discourse's topic voting.
"""

BUDGETS = (2, 4, 6, 8, 10)
"""Votes of the levels 0 to 4."""


def budget_of(level: int) -> int:
    return BUDGETS[max(0, min(level, len(BUDGETS) - 1))]


def left(open_votes: int, budget: int) -> int:
    """Votes a fan can still give; never below zero, also when the budget was larger once."""
    return max(0, budget - open_votes)


def may_vote(open_votes: int, budget: int) -> bool:
    return left(open_votes, budget) > 0
