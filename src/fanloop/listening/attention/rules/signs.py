"""The signs people give. Few, so that counts mean something; the faces draw and name them."""

HEART, SAME, LAUGH, WOW, THANKS = "heart", "same", "laugh", "wow", "thanks"
SIGNS = (HEART, SAME, LAUGH, WOW, THANKS)


def place(sign: str) -> int:
    """Where a sign stands in the bar. Raises ValueError for one that is none of ours."""
    return SIGNS.index(sign)
