"""What a train carries, and whether a person let it go: a build, and a decision with the lights that were lit."""

from django.db import models
from django.db.models import F, Q

from fanloop.releasing.releases.models.trains import Train
from fanloop.releasing.releases.rules.gates import DECISIONS


class Load(models.Model):
    """A build aboard a train, until another takes its place."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    build = models.ForeignKey("builds.Build", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["train"], condition=Q(off_at=None), name="one_build_aboard"),
            models.CheckConstraint(
                condition=Q(off_at=None) | Q(off_at__gte=F("at")), name="off_after_it_was_loaded"
            ),
        ]


class Decision(models.Model):
    """Somebody said go or no-go for a build, with a reason and what they saw. The newest one counts."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=5, choices=[(one, one) for one in DECISIONS])
    why = models.CharField(max_length=400, default="", blank=True)
    seen = models.JSONField(default=list)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["load", "-id"], name="decisions_of_a_load")]
        constraints = [
            models.CheckConstraint(condition=Q(says__in=DECISIONS), name="decision_known"),
            models.CheckConstraint(condition=Q(says="go") | ~Q(why=""), name="no_go_has_a_reason"),
        ]
