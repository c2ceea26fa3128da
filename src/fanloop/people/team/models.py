from django.db import models

from fanloop.people.fans.queries import Fan
from fanloop.people.team.rules.permissions import DUTIES, RANKS


class Maker(models.Model):
    """The one firm of this installation. Its id is 1, so two first runs at once cannot both win."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    tagline = models.JSONField(default=dict)
    logo = models.CharField(max_length=64, null=True)
    languages = models.JSONField(default=list)
    currencies = models.JSONField(default=list)
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_maker")]

    @property
    def logo_url(self) -> str:
        """Where faces serve the logo from; empty without one."""
        return f"/logo/{self.logo}.png" if self.logo else ""

    @property
    def icon_url(self) -> str:
        return self.logo_url


class Member(models.Model):
    """A fan who works for the maker."""

    fan = models.OneToOneField(Fan, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, default="", blank=True)
    squad = models.CharField(max_length=60, default="", blank=True)
    rank = models.CharField(max_length=12)
    hired_at = models.DateTimeField()
    hired_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(rank__in=RANKS), name="known_rank")]


class Duty(models.Model):
    """A member looks after something, given by somebody at a time, until it is ended."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    duty = models.CharField(max_length=12)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(duty__in=DUTIES), name="known_duty"),
            models.UniqueConstraint(
                fields=["member", "duty"], condition=models.Q(ended_at=None), name="a_duty_is_held_once"
            ),
        ]


class StaffAct(models.Model):
    """The audit: which member did what at the desk, about what."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=60)
    about = models.CharField(max_length=80, default="", blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
