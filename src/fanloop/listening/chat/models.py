"""Tables of chat."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.people.team.queries import Member


class Room(models.Model):
    """A place of a space where people talk at the same time. `indexed_to` is the last line the search knows."""

    space = models.ForeignKey("community.Space", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField()
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    indexed_to = models.BigIntegerField(default=0)


class Line(models.Model):
    """One thing said. Lines are read in the order of their id; `changed_at` lets open pages fetch what was mended."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["room", "id"], name="line_by_room"),
            models.Index(fields=["room", "at"], name="line_by_day"),
            models.Index(fields=["room", "changed_at"], name="line_changed", condition=~Q(changed_at=None)),
        ]


class Presence(models.Model):
    """A member has a page about `about` open, until this moment unless it is said again."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "member"], name="here_once")]


class Veil(models.Model):
    """A member does not want to be shown as present, until it is lifted."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(lifted_at=None), name="veiled_once")
        ]
