"""Tables of releases: trains and what is aboard (`trains`), Tuesday (`reports`)."""

from fanloop.releasing.releases.models.reports import BoxVoice, NotFixed, Report, ReportRevision, Verdict
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
    "BoxVoice",
    "Change",
    "Credit",
    "Departure",
    "NotFixed",
    "Note",
    "Report",
    "ReportRevision",
    "Train",
    "Verdict",
]
