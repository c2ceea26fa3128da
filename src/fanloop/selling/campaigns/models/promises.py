from django.db import models
from django.db.models import F, Q


class PromiseChange(models.Model):
    """The days of a campaign moved: from what to what, why, and who says so. Never changed."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    old_from = models.DateField()
    old_to = models.DateField()
    new_from = models.DateField()
    new_to = models.DateField()
    because = models.CharField(max_length=500)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["campaign", "at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(new_to__gte=F("new_from")), name="a_moved_promise_has_order")
        ]


class PriceStep(models.Model):
    """From `starts_at` on an offer costs something else, published before. `done_at` is when it came into force."""

    offer = models.ForeignKey("campaigns.Offer", on_delete=models.PROTECT, related_name="+")
    price_minor = models.BigIntegerField()
    old_minor = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["offer", "starts_at", "id"]
        constraints = [
            models.UniqueConstraint("offer", "starts_at", name="one_price_step_at_a_time"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="a_step_has_a_price"),
        ]
