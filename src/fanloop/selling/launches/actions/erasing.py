from datetime import datetime

from django.db import transaction

from fanloop.selling.launches.models import Consent, Delivery, SignUp
from fanloop.selling.launches.queries.people import key_of_fan


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """An erased fan's sign-ups and consents go; that a message went to somebody stays as a number."""
    SignUp.objects.filter(fan=fan_id).delete()
    Consent.objects.filter(fan=fan_id).delete()
    for row in Delivery.objects.filter(person=key_of_fan(fan_id)):
        Delivery.objects.filter(id=row.id).update(person=f"gone:{row.id}", fan=None)
