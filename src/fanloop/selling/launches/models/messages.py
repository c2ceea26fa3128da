from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.launches.rules.consent import FAMILIES


class Message(models.Model):
    """What the maker writes, by language, and whom it is meant for (`rules.groups.Meant`). `href` is where it leads."""

    family = models.CharField(max_length=12, choices=[(name, name) for name in FAMILIES])
    subject = models.JSONField()
    words = models.JSONField()
    href = models.CharField(max_length=500, default="", blank=True)
    meant = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class MessageSchedule(models.Model):
    """From this moment on the message is sent. Who agreed by a consent up to `upto` was looked at already."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    send_at = models.DateTimeField(db_index=True)
    upto = models.BigIntegerField(default=0)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class MessageEnd(models.Model):
    """A message is done: sent to everybody it reaches, or called off by somebody."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=4, choices=[("sent", "sent"), ("off", "off")])
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Delivery(models.Model):
    """A message was written to a person under this consent; or it was not, since they had enough that week."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.CharField(max_length=60)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    consent = models.ForeignKey("launches.Consent", on_delete=models.SET_NULL, null=True, related_name="+")
    is_written = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="a_message_comes_once")]
        indexes = [
            models.Index(fields=["person", "at"], name="written_to", condition=Q(is_written=True)),
        ]
