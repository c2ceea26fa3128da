"""Whether a fan is named beside what they helped to make."""

from datetime import datetime

from django.db import transaction

from fanloop.people.fans.models import Unnamed


@transaction.atomic
def choose_naming(*, fan_id: int, is_named: bool, at: datetime) -> None:
    """Name a fan in notes, credits and thanks, or leave the name out everywhere from now on, in old notes too."""
    if is_named:
        Unnamed.objects.filter(fan_id=fan_id).delete()
    else:
        Unnamed.objects.get_or_create(fan_id=fan_id, defaults={"at": at})
