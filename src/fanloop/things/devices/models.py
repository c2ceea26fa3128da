"""Made things, one row each."""

from django.db import models

from fanloop.people.team.queries import Member
from fanloop.things.products.queries import Variant


class Unit(models.Model):
    """One made piece. It never changes; what happens to it is told by rows above that point down at it."""

    serial = models.CharField(max_length=60, unique=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    batch = models.CharField(max_length=80, default="", blank=True, db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")


class Retirement(models.Model):
    """A unit is never sent again: damaged, taken apart, kept for tests."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
