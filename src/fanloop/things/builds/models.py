"""What was made to be installed, who offered it, and the signed papers that let a machine trust it."""

from django.db import models

from fanloop.foundation.files import StoredFile
from fanloop.people.team.queries import Member
from fanloop.things.builds.rules.names import ROLES, SIGNED_AWAY
from fanloop.things.products.queries import Line


class Build(models.Model):
    """One version of a line, with where it came from: a commit, a tag, a build script's own words."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    origin = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint("line", "number", name="one_build_per_number")]


class BuildFile(models.Model):
    """One artifact. `revisions` names the product revisions it may be installed on; none named means all."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    kept = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    revisions = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint("build", "name", name="one_file_per_name")]


class Offer(models.Model):
    """A person hands a build to everybody. It holds until it is withdrawn."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(default="", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Withdrawal(models.Model):
    """The end of an offer, with a reason everybody can read."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Pause(models.Model):
    """An offer rests, with a reason everybody can read, until somebody lets it go on with another."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    why_ended = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer"], condition=models.Q(ended_at=None), name="rests_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="rests_with_a_reason"),
        ]


class Paper(models.Model):
    """Published metadata of one role, as the bytes that were signed. It never changes; the next version follows it."""

    role = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    body = models.TextField()
    expires = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("role", "version", name="one_paper_per_version"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="known_paper"),
        ]


class Draft(models.Model):
    """The next root or targets, waiting for signatures that are made away from the server."""

    role = models.CharField(max_length=12, unique=True)
    version = models.PositiveIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=SIGNED_AWAY), name="signed_away_from_here")
        ]


class Alarm(models.Model):
    """Somebody was told that a paper ends soon, or has ended; once each."""

    role = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    has_ended = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("role", "version", "has_ended", name="told_once_of_an_end")]
