"""The needs that voices become: links, votes, promises and ends."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.listening.voices.models.said import Voice

FAN = settings.AUTH_USER_MODEL


class Need(models.Model):
    """What many voices mean. The counts, the scores and the kind it stands in are recomputed from rows."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.JSONField()
    words = models.JSONField(default=dict)
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("products.Area", on_delete=models.PROTECT, null=True, related_name="+")
    board = models.ForeignKey("voices.Board", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    guessed = models.BooleanField(default=False)
    at = models.DateTimeField()
    stands = models.CharField(max_length=12, default="open")
    voices_count = models.PositiveIntegerField(default=0)
    backers_count = models.PositiveIntegerField(default=0)
    votes_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0)
    popularity = models.FloatField(default=0)
    score = models.FloatField(default=0)
    hot = models.FloatField(default=0)
    ranked_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["-score", "-votes_count", "-id"], name="need_by_score"),
            models.Index(fields=["-hot", "-votes_count", "-id"], name="need_by_hot"),
            models.Index(fields=["-at", "-id"], name="need_by_time"),
            models.Index(fields=["board", "stands", "voices_count", "people_count"], name="need_by_standing"),
        ]


class Merge(models.Model):
    """A voice counted in a need: a link with an author and a time, undone without loss."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voice"], condition=Q(undone_at=None), name="one_need_per_voice")
        ]


class Joining(models.Model):
    """Two needs that mean the same: `need` counts in `into`. Nothing is copied, so undoing restores exactly."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(undone_at=None), name="joined_once"),
            models.CheckConstraint(condition=~Q(need=models.F("into")), name="no_need_joins_itself"),
        ]


class Vote(models.Model):
    """One of a fan's few votes. Withdrawn by the fan, or returned because the need shipped or was declined.

    A member may give it for a fan, or for `person` who has no account; `by` and `note` say who did, and why.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=120, default="", blank=True)
    why = models.CharField(max_length=500, default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "fan"], condition=Q(withdrawn_at=None), name="one_open_vote"
            ),
            models.UniqueConstraint(
                fields=["need", "person"],
                condition=Q(withdrawn_at=None, fan=None),
                name="one_open_vote_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(fan__isnull=False) | (~Q(person="") & Q(by__isnull=False)),
                name="a_vote_is_somebodys",
            ),
        ]


class Acceptance(models.Model):
    """A promise to build this: author, reason and date. `staged` marks one chosen for a demonstration."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    at = models.DateTimeField()
    staged = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(withdrawn_at=None), name="one_open_acceptance"
            )
        ]


class Closure(models.Model):
    """How a need ended, shipped or declined; its votes went back to the fans at this moment."""

    SHIPPED, DECLINED = "shipped", "declined"

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(SHIPPED, SHIPPED), (DECLINED, DECLINED)])
    because = models.TextField(default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(undone_at=None), name="one_open_closure")
        ]
