from django.db import models

from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.people.partners.rules.kinds import KINDS


class Partner(models.Model):
    """A firm: a supplier or a partner brand."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12)
    market = models.ForeignKey(Market, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="known_partner_kind")]


class Contact(models.Model):
    """A fan speaks for a partner, for one at a time, until `ended_at`."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+")
    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, default="", blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fan"], condition=models.Q(ended_at=None), name="speaks_for_one_partner"
            ),
        ]
