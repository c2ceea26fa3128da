"""Where on a long topic a reply stands."""

TOPICS = 30
REPLIES = 100


def page_holding(before: int, size: int = REPLIES) -> int:
    """The page, counted from 1, of the reply that has `before` others in front of it.

    >>> page_holding(99), page_holding(100)
    (1, 2)
    """
    if before < 0 or size < 1:
        raise ValueError("A place on a page is counted from zero, a page holds at least one.")
    return before // size + 1
