"""Tables of terms: versions and who agreed. Neither is ever changed."""

from django.conf import settings
from django.db import models

from fanloop.people.team.queries import Member


class Terms(models.Model):
    """One version of the contribution terms: Markdown by language, and the licence's short name."""

    version = models.PositiveIntegerField(unique=True)
    text = models.JSONField(default=dict)
    licence = models.CharField(max_length=64, default="", blank=True)
    published_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    said: str
    """The text in the reader's language; queries put it there."""


class Agreement(models.Model):
    """A fan agreed to a version."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fan", "terms"], name="agreed_once")]
