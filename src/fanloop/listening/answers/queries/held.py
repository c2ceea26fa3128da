"""What cannot be taken out without a trace, because somebody waits for an answer to it."""

from fanloop.foundation.holding import Going, holds
from fanloop.listening.answers.models import CaseRef


@holds
def waited_for(going: Going) -> set[str]:
    """What a case is about, open or answered."""
    return set(CaseRef.objects.filter(ref__in=going).values_list("ref", flat=True))
