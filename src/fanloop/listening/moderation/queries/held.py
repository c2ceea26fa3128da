"""What cannot be taken out without a trace, because somebody judged it."""

from fanloop.foundation.holding import Going, holds
from fanloop.listening.moderation.models import Hiding, Review


@holds
def judged(going: Going) -> set[str]:
    """What was ever hidden or flagged."""
    hidden = Hiding.objects.filter(about__in=going).values_list("about", flat=True)
    return set(hidden) | set(Review.objects.filter(about__in=going).values_list("about", flat=True))
