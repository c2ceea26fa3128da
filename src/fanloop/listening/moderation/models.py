"""Tables of moderation."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Hiding(models.Model):
    """Something taken out of sight, by whom and why; undone by somebody for a reason, never deleted.

    `by` is empty where the house did it by its own rules.
    """

    about = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(undone_at=None), name="hidden_once")
        ]
