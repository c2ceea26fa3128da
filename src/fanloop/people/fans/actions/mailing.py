"""What a fan wants by e-mail, and which digests were made."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from fanloop.people.fans.models import Digest, MailChoice
from fanloop.people.fans.rules.mailing import FAMILIES, rhythms_of


@transaction.atomic
def choose_mail(*, fan_id: int, family: str, rhythm: str, at: datetime) -> None:
    """Set how often a family of letters comes. Raises ValueError for a family or rhythm there is not."""
    if family not in FAMILIES or rhythm not in rhythms_of(family):
        raise ValueError(f"{family} does not come {rhythm}")
    MailChoice.objects.update_or_create(fan_id=fan_id, family=family, defaults={"rhythm": rhythm, "at": at})


@transaction.atomic
def digested(*, fan_ids: Collection[int], rhythm: str, period: date, at: datetime) -> None:
    """Note that the digests of these fans for a period were made, even where nothing was to be said."""
    rows = [Digest(fan_id=fan_id, rhythm=rhythm, period=period, at=at) for fan_id in fan_ids]
    Digest.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
