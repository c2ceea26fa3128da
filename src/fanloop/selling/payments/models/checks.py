"""The nightly look at whether everything fits."""

from django.db import models


class CheckRun(models.Model):
    """One look; `looked` is how many things were compared."""

    looked = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()


class Difference(models.Model):
    """Two sides that should agree and do not. `expected` and `found` are minor units of `currency`."""

    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=120)
    expected = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("run", "kind", "about", "currency", name="a_difference_once")]
