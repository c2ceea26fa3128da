"""Which lists of topics there are, and where in one a reader stands."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LATEST, HOT, UNREAD, WAITING, FOLLOWED = "latest", "hot", "unread", "unanswered", "followed"
VIEWS = (LATEST, HOT, UNREAD, WAITING, FOLLOWED)
OWN_VIEWS = (UNREAD, FOLLOWED)
_SHAPE = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """The last row of a page: the next page begins after it, however many words have fallen since."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - _START) // timedelta(microseconds=1)}-{self.id}"


def place(text: str) -> Place | None:
    """The place a link names; None for none and for what is no place.

    >>> str(place("1764166800000000-17"))
    '1764166800000000-17'
    """
    match = _SHAPE.fullmatch(text)
    try:
        return Place(_START + timedelta(microseconds=int(match[1])), int(match[2])) if match else None
    except OverflowError:
        return None
