"""Tables of releases: trains and what is aboard (`trains`), Tuesday (`reports`), thanks (`awards`)."""

from fanloop.releasing.releases.models.awards import (
    Award,
    AwardVote,
    BonusPool,
    PoolShare,
    Settlement,
    Tally,
)
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
    "Award",
    "AwardVote",
    "Boarding",
    "BonusPool",
    "BoxVoice",
    "Change",
    "Credit",
    "Departure",
    "NotFixed",
    "Note",
    "PoolShare",
    "Report",
    "ReportRevision",
    "Settlement",
    "Tally",
    "Train",
    "Verdict",
]
