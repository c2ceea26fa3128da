from django.db import models
from django.db.models import F, Q

from fanloop.selling.campaigns.rules.threshold import UNITS, VERDICTS


class Goal(models.Model):
    """What must be pledged by the campaign's last moment. Never changed: it is published with the campaign.

    `threshold` counts pieces, or minor units of `currency`; `rates` are that currency for one of another.
    """

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=8, choices=[(unit, unit) for unit in UNITS])
    threshold = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="")
    rates = models.JSONField(default=dict)
    flexible = models.BooleanField(default=False)
    late_until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(threshold__gt=0), name="a_goal_asks_for_something")]


class Stretch(models.Model):
    """At `amount`, in the goal's unit, this comes as well."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    title = models.JSONField()
    words = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["campaign", "amount"]
        constraints = [models.UniqueConstraint("campaign", "amount", name="one_stretch_per_amount")]


class Tier(models.Model):
    """A reward in the maker's words. A tier with a number has a pool of its own; a window makes it an early bird.

    `months_in` says in which month of the promise it comes, 0 being the month of its first day: it moves when that does.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    title = models.JSONField()
    words = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    limit_per_person = models.PositiveSmallIntegerField(null=True)
    months_in = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["campaign", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="a_tier_opens_first",
            )
        ]


class Pledge(models.Model):
    """An order that is charged only on success. `next_at` is when somebody has to look at it, empty when nobody has."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey("campaigns.Offer", on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)
    instead_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    next_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("next_at", "id", condition=Q(next_at__isnull=False), name="pledges_to_look_at")
        ]


class Outcome(models.Model):
    """What the deadline found, once and for good. `pledged` is currency → minor units at that moment."""

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=[(word, word) for word in VERDICTS])
    counted = models.BigIntegerField()
    pledges = models.PositiveIntegerField()
    pieces = models.PositiveIntegerField()
    pledged = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Charge(models.Model):
    """One try to collect a pledge and how it ended: asked, paid or declined."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("pledge", "number", name="one_charge_per_try")]
