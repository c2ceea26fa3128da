from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fanloop.selling.campaigns.rules.line import ENDS


class LineEntry(models.Model):
    """A fan stands in the line of a campaign that is sold out, for up to `quantity` pieces and no fewer than `least`.

    `offers` are the ids of those that will do, the first one dearest. Without an offer and an end it waits.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offers = ArrayField(models.BigIntegerField())
    quantity = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("campaign", "id", name="line_of_a_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=Q(least__gt=0, quantity__gte=F("least")), name="who_waits_wants_something"
            )
        ]


class LineOffer(models.Model):
    """Pieces that came back are held for the first who fits, until then. Once for an entry."""

    entry = models.OneToOneField(LineEntry, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField("stock.Claim", on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    at = models.DateTimeField()


class LineEnd(models.Model):
    """How standing in line ended, once: taken, declined, passed when nobody answered in time, or left."""

    entry = models.OneToOneField(LineEntry, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=[(word, word) for word in ENDS])
    at = models.DateTimeField()


class CampaignRule(models.Model):
    """Who may order from a campaign. The latest row holds; none means everybody."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    who = models.JSONField(default=dict)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
