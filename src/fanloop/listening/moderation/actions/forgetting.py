"""What goes when a person is erased."""

from datetime import datetime

from django.db import transaction

from fanloop.listening.moderation.models import Appeal, Flag, Passage, Strike


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:
    """Blank what an erased fan said here and what was said about them; counts, weights and verdicts stay."""
    Passage.objects.filter(fan=fan_id).delete()
    gone = Flag.objects.filter(by=fan_id).update(words="")
    gone += Strike.objects.filter(fan=fan_id).update(why="", lifted_why="")
    Appeal.objects.filter(fan=fan_id, decided_at=None).update(decided_at=at)
    return gone + Appeal.objects.filter(fan=fan_id).update(words="", why="")
