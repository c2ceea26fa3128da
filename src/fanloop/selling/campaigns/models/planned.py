from django.db import models


class Opening(models.Model):
    """A campaign has opened, once: at once, or by the clock at the moment that was planned."""

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Bell(models.Model):
    """A fan wants to hear when a planned campaign opens, and agreed to `words`; rung once, never when left before."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey("fans.Fan", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300)
    left_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("campaign", "fan", name="one_bell_per_fan")]
