from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fanloop.people.team.queries import Member


class Pool(models.Model):
    """The hot row: whoever claims holds its lock. `sequence` is the last number given.

    `hold` is how long a claim over the network waits for its fan, where that was published; otherwise the place says.
    `opens_at` is from when on anybody could claim, where that is not the moment it was made.
    """

    about = models.CharField(max_length=80, unique=True)
    total = models.PositiveIntegerField()
    remaining = models.IntegerField()
    sequence = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    hold = models.DurationField(null=True)
    opens_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(remaining__gte=0), name="a_pool_is_never_oversold"),
            models.CheckConstraint(condition=Q(remaining__lte=F("total")), name="a_pool_is_never_overfull"),
        ]


class Reserve(models.Model):
    """Pieces of a pool that only some may claim, such as holders of codes. Taken out of `remaining` until they are
    claimed or given back: remaining, reserves and open claims are the pool's total.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80, unique=True)
    quantity = models.PositiveIntegerField()
    at = models.DateTimeField()


class Gate(models.Model):
    """Somebody stopped the claims of a pool, or let them go on. The latest row of a pool holds; none means open."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField()
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Claim(models.Model):
    """A fan holds `quantity` pieces of the pool. Never changed; given back by a Release."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    quantity = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint("pool", "fan", "slot", name="one_claim_per_slot"),
            models.UniqueConstraint("pool", "number", name="one_claim_per_number"),
            models.UniqueConstraint("key", name="one_claim_per_key"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_claim_holds_something"),
        ]


class Release(models.Model):
    """A claim was given back, once."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200)


class Hold(models.Model):
    """A claim that waits for its fan until then. Whoever takes this row away decides: confirmed or given back.

    A claim without one is confirmed, unless it was released; so a table of holds is as long as people hesitate.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="+", primary_key=True)
    until = models.DateTimeField(db_index=True)


class Confirmation(models.Model):
    """A held claim became the fan's own."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="+", primary_key=True)
    at = models.DateTimeField()


class Batch(models.Model):
    """One link of a pool's chain: the claims numbered `first` to `last`, decided at one moment.

    `hash` covers them and the link before (`rules.chain`): a claim changed, added or taken away later shows. The `salt`
    stays here, so that what is published names nobody.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    at = models.DateTimeField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint("pool", "last", name="one_link_per_number")]


class Attempt(models.Model):
    """A fan tried and got nothing: too early, sold out, stopped. Once per fan and pool, with what was first answered.

    `wishes` are what would have done, as references; a door that does not know leaves them to one that does.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=12)
    door = models.CharField(max_length=8, default="drop", db_default="drop")
    wishes = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("pool", "fan", name="one_attempt_per_fan")]
