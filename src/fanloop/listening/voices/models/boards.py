"""Boards that are not for everybody."""

from django.db import models


class Board(models.Model):
    """Voices and needs of their own, for `audience` alone.

    The audience is a key of `Viewer.audiences`: `public`, `staff`, `group:testers` or `level:2`. What stands on no board
    is on the public one.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    words = models.JSONField(default=dict)
    audience = models.CharField(max_length=160)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
