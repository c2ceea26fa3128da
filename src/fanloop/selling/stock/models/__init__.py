from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Pool(models.Model):
    """The hot row: whoever claims holds its lock. `sequence` is the last number given."""

    about = models.CharField(max_length=80, unique=True)
    total = models.PositiveIntegerField()
    remaining = models.IntegerField()
    sequence = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(remaining__gte=0), name="a_pool_is_never_oversold"),
            models.CheckConstraint(condition=Q(remaining__lte=F("total")), name="a_pool_is_never_overfull"),
        ]


class Claim(models.Model):
    """A fan holds `quantity` pieces of the pool. Never changed; given back by a Release."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    quantity = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("pool", "fan", "slot", name="one_claim_per_slot"),
            models.UniqueConstraint("pool", "number", name="one_claim_per_number"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_claim_holds_something"),
        ]


class Release(models.Model):
    """A claim was given back, once."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200)
