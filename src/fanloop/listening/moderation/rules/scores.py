"""How much a flag counts. The formulas are those of Discourse's review queue (`reviewable_score`)."""

from math import log

from fanloop.listening.moderation.rules.figures import HOUSE, Figures
from fanloop.listening.moderation.rules.words import DANGEROUS

AXIS = 0.7
ENOUGH = 5
STAFF = 5.0
TAKE_ACTION = 5.0


def accuracy_bonus(agreed: int, disagreed: int) -> float:
    """What a reporter's record adds or takes; nothing until more than five of their flags were judged.

    Seven of ten right is the axis: above it the bonus grows with share and number, below it it becomes a loss.

    >>> accuracy_bonus(5, 0), round(accuracy_bonus(16, 0), 6), accuracy_bonus(7, 3)
    (0.0, 10.0, 0.0)
    """
    total = agreed + disagreed
    if total <= ENOUGH:
        return 0.0
    share = agreed / total
    weight = log(total, 4) * 5
    return (share - AXIS) / (1 - AXIS) * weight if share >= AXIS else -(AXIS - share) / AXIS * weight


def flag_weight(
    *,
    level: int,
    is_staff: bool,
    agreed: int,
    disagreed: int,
    reason: str,
    take_action: bool = False,
    figures: Figures = HOUSE,
) -> float:
    """The weight of one flag, never below zero. `level` is 0 to 4, the staff counts as five.

    >>> flag_weight(level=2, is_staff=False, agreed=0, disagreed=0, reason="spam")
    3.0
    """
    weight = 1.0 + (STAFF if is_staff else float(level)) + accuracy_bonus(agreed, disagreed)
    weight += figures.bonus_dangerous if reason == DANGEROUS else 0.0
    weight += TAKE_ACTION if take_action else 0.0
    return max(0.0, weight)


def hides(score: float, figures: Figures = HOUSE) -> bool:
    """Whether flags of this sum hide something before a moderator has read it."""
    return score >= figures.hides_at


def under_watch(*, level: int, spam_score: float, reporters: int, figures: Figures = HOUSE) -> bool:
    """Whether a new fan's next words wait: several people say spam, and nobody has judged it yet."""
    return level == 0 and reporters >= figures.reporters_to_watch and spam_score >= figures.watches_at
