"""How needs stand: the names the maker chose, and every change with its author and reason."""

from django.db import models
from django.db.models import Q

from fanloop.listening.voices.models.needs import Need
from fanloop.listening.voices.rules.statuses import KINDS, TONES


class Status(models.Model):
    """A name the maker chose for one of the six kinds; an empty name is worded by the face."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    name = models.JSONField(default=dict)
    tone = models.CharField(
        max_length=8, choices=[(tone, tone) for tone in TONES], default="line", blank=True
    )
    on_board = models.BooleanField(default=True)
    on_roadmap = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class NeedStatus(models.Model):
    """A need came to stand so: who decided, why, when; until `ended_at`. A need without a row is open."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    because = models.TextField(default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    staged = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(ended_at=None), name="one_status_at_a_time")
        ]
        indexes = [models.Index(fields=["need", "-id"], name="statuses_of_a_need")]
