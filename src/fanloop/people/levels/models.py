"""Tables of levels. A fan without a row has level 0."""

from django.conf import settings
from django.db import models
from django.db.models import Q

_LEVELS = Q(level__gte=0, level__lte=4)


class Level(models.Model):
    """The level a fan holds now. `slipping_since`: below the marks that keep it, since then."""

    fan = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    slipping_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=_LEVELS, name="levels_are_0_to_4")]


class LevelChange(models.Model):
    """The log: from which level to which, on which figures, and by whom; nobody where it was reckoned."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    why = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["fan", "-at"], name="level_changes_of_a_fan")]


class ByHand(models.Model):
    """A level set by a person, with a reason; while it stands nothing reckons this fan."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_LEVELS, name="hands_give_0_to_4"),
            models.UniqueConstraint(fields=["fan"], condition=Q(lifted_at=None), name="one_hand_at_a_time"),
        ]


class ThresholdSetting(models.Model):
    """What levels need from `at` on: only the figures that differ from the house's own."""

    figures = models.JSONField(default=dict)
    because = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
