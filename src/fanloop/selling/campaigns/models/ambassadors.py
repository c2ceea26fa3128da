"""Fans who speak for the maker's things in public, and say so."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Ambassadorship(models.Model):
    """A fan applied, or was invited by a person of the maker. One runs at a time; `over_at` when it was declined or ended."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fan"], condition=Q(over_at=None), name="one_ambassadorship_at_a_time"
            )
        ]


class AmbassadorAnswer(models.Model):
    """An application was answered by a person of the maker (`by`), an invitation by the fan (`by` nobody)."""

    of = models.OneToOneField(Ambassadorship, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    because = models.CharField(max_length=500, default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class AmbassadorEnd(models.Model):
    """Either side ended it: a person of the maker (`by`), or the fan (`by` nobody)."""

    of = models.OneToOneField(Ambassadorship, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=500, default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
