from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.launches.rules.consent import FAMILIES, WAYS


class Consent(models.Model):
    """A person agreed to a family of messages, in these words; the row is the proof, and ends with `withdrawn_at`.

    Somebody without an account has an `email`, which is blanked when they withdraw.
    """

    person = models.CharField(max_length=60, db_index=True)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    email = models.EmailField(default="", blank=True)
    language = models.CharField(max_length=16, default="en")
    market = models.ForeignKey(
        "markets.Market", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    family = models.CharField(max_length=12, choices=[(name, name) for name in FAMILIES])
    version = models.CharField(max_length=12)
    words = models.TextField()
    source = models.CharField(max_length=80)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=8, default="", choices=[(way, way) for way in WAYS])
    withdrawn_from = models.ForeignKey(
        "launches.Message", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "family"], condition=Q(withdrawn_at=None), name="a_person_agrees_once"
            ),
            models.CheckConstraint(
                condition=Q(fan=None) | Q(email=""), name="a_consent_is_of_a_fan_or_an_address"
            ),
        ]
        indexes = [
            models.Index(fields=["family", "id"], name="who_agreed_in_order", condition=Q(withdrawn_at=None))
        ]
