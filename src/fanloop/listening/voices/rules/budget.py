"""The vote budget: few votes make each of them mean something. They come back when a need ends."""

BUDGET = 10


def left(open_votes: int, budget: int = BUDGET) -> int:
    """Votes a fan can still give; never below zero, also when the budget was larger once."""
    return max(0, budget - open_votes)


def may_vote(open_votes: int, budget: int = BUDGET) -> bool:
    return left(open_votes, budget) > 0
