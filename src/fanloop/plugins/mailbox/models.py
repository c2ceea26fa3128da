"""What came in by mail and what became of it."""

from django.conf import settings
from django.db import models


class Arrival(models.Model):
    """A letter that came. `outcome` says what it became, `became` is its reference; a waiting one waits for a person."""

    REPLY, VOICE, MESSAGE, MACHINE, WAITS, REFUSED, LEFT = OUTCOMES = (
        "reply", "voice", "message", "machine", "waits", "refused", "left",
    )  # fmt: skip

    message = models.CharField(max_length=500, unique=True)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320, default="")
    subject = models.CharField(max_length=300)
    words = models.TextField()
    outcome = models.CharField(max_length=10)
    why = models.CharField(max_length=300, default="")
    became = models.CharField(max_length=80, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outcome", "-id"], name="arrivals_by_outcome")]
