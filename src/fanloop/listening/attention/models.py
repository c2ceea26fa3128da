"""Tables of attention. References are kept as kind and number, so that lists join on numbers."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Following(models.Model):
    """A fan follows or mutes a thing from `at` until `ended_at`."""

    FOLLOW, MUTE = "follow", "mute"

    fan = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()
    manner = models.CharField(max_length=8)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fan", "kind", "number"],
                include=["manner"],
                condition=Q(ended_at=None),
                name="followed_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "number"],
                include=["fan", "manner"],
                condition=Q(ended_at=None),
                name="followers",
            ),
            models.Index(fields=["fan", "kind", "number"], name="ever_followed"),
        ]


class Bookmark(models.Model):
    """A thing kept for later."""

    fan = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fan", "kind", "number"], condition=Q(ended_at=None), name="kept_once"
            )
        ]
        indexes = [models.Index(fields=["fan", "-at"], name="bookmarks_of_a_fan")]


class Reading(models.Model):
    """How far a fan has read a topic. `gained` is what the last reading added, for the deed ledger."""

    fan = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    topic = models.BigIntegerField()
    reply = models.BigIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    gained = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fan", "topic"], include=["count", "reply"], name="one_reading")
        ]


class CatchUp(models.Model):
    """A fan called everything read at a moment."""

    fan = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class Reaction(models.Model):
    """A sign given to a thing; taken back, the row is closed. The first one ever is what the ledger counts."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()
    sign = models.CharField(max_length=12)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "sign", "fan"], condition=Q(ended_at=None), name="reacted_once"
            )
        ]
