"""Tables of beta: what a programme is (`programmes`), who takes part (`people`), what is tried (`testing`)."""

from fanloop.releasing.beta.models.people import (
    Application,
    Done,
    Draw,
    Pause,
    Reminder,
    RingMove,
    Seat,
    Secret,
    Signature,
    Wave,
)
from fanloop.releasing.beta.models.programmes import (
    Activity,
    BetaTerms,
    Feature,
    Phase,
    Programme,
    ProgrammeChange,
    Question,
)
from fanloop.releasing.beta.models.testing import Confirmation, RingOffer, Trial

__all__ = [
    "Activity",
    "Application",
    "BetaTerms",
    "Confirmation",
    "Done",
    "Draw",
    "Feature",
    "Pause",
    "Phase",
    "Programme",
    "ProgrammeChange",
    "Question",
    "Reminder",
    "RingMove",
    "RingOffer",
    "Seat",
    "Secret",
    "Signature",
    "Trial",
    "Wave",
]
