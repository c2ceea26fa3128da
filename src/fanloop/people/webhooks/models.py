"""Endpoints, their secrets, and every message sent to them."""

from django.db import models
from django.db.models import Q


class Endpoint(models.Model):
    """An address that hears of facts. It is ended, never deleted: its log stays."""

    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    patterns = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Rest(models.Model):
    """An endpoint rests: by a member's wish, or because it is gone or never answered. Ended, it hears again."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=200)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], condition=Q(ended_at=None), name="one_rest_at_once")
        ]


class Secret(models.Model):
    """What messages are signed with. Two at once while a receiver changes over."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One fact on its way to one endpoint. `due_at` is empty once it arrived or was given up."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+")
    message = models.CharField(max_length=40, unique=True)
    fact = models.CharField(max_length=120)
    body = models.TextField()
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
        ]


class Attempt(models.Model):
    """One try: the status that came back, or why nothing did."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")
    status = models.PositiveSmallIntegerField(null=True)
    ms = models.PositiveIntegerField(null=True)
    said = models.TextField(default="")
    at = models.DateTimeField()
