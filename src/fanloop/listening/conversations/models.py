"""Tables of conversations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Conversation(models.Model):
    """A few people talk where nobody else can read. `last_id` and `last_at` are the newest message's."""

    subject = models.CharField(max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    last_id = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()


class Participant(models.Model):
    """One of a conversation; `read_to` is the newest message that was read."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    fan = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    read_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "fan"], name="takes_part_once"),
        ]
        indexes = [models.Index(fields=["fan"], name="talks_of_a_fan", condition=Q(left_at=None))]


class Message(models.Model):
    """One thing said. Messages are read in the order of their id."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "id"], name="message_by_talk")]


class Ignoring(models.Model):
    """A person does not want to be written to by another, until it is ended."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ignored = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fan", "ignored"], condition=Q(ended_at=None), name="ignored_once"
            ),
            models.CheckConstraint(condition=~Q(fan=F("ignored")), name="nobody_ignores_themselves"),
        ]
