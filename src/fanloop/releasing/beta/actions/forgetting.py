"""Forgetting a person: what they tried stays counted, without them and without their words."""

from datetime import datetime

from django.db import transaction

from fanloop.releasing.beta.models import Application, Seat, Signature, Trial


@transaction.atomic
def forget(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Seats, applications, signatures and words go; a published draw holds a code that is nobody's any more."""
    Trial.objects.filter(seat__fan=fan_id).update(words="", seat=None)
    for personal in (Seat.objects, Application.objects, Signature.objects):
        personal.filter(fan=fan_id).delete()
