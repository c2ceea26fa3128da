"""Tables of releases: trains and what is aboard (`trains`)."""

from fanloop.releasing.releases.models.trains import (
    Boarding,
    Change,
    Credit,
    Departure,
    Note,
    Train,
)

__all__ = [
    "Boarding",
    "Change",
    "Credit",
    "Departure",
    "Note",
    "Train",
]
