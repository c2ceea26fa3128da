"""Tables of releases: trains and what is aboard (`trains`), how they run (`timetable`), Tuesday (`reports`), thanks (`awards`),
go or no-go (`gates`).
"""

from fanloop.releasing.releases.models.awards import (
    Award,
    AwardVote,
    BonusPool,
    PoolShare,
    Settlement,
    Tally,
)
from fanloop.releasing.releases.models.gates import Decision, Load
from fanloop.releasing.releases.models.reports import (
    BoxVoice,
    NotFixed,
    Report,
    ReportRevision,
    TuesdayStep,
    Verdict,
)
from fanloop.releasing.releases.models.timetable import (
    Hold,
    Hotfix,
    Lateness,
    Passage,
    Pulled,
    Retiming,
    Timetable,
    Withdrawal,
)
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
    "Decision",
    "Departure",
    "Hold",
    "Hotfix",
    "Lateness",
    "Load",
    "NotFixed",
    "Note",
    "Passage",
    "PoolShare",
    "Pulled",
    "Report",
    "ReportRevision",
    "Retiming",
    "Settlement",
    "Tally",
    "Timetable",
    "Train",
    "TuesdayStep",
    "Verdict",
    "Withdrawal",
]
