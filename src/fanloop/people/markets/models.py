from django.db import models


class Market(models.Model):
    """A region with one currency, one tax rate and one time zone."""

    code = models.CharField(max_length=12, unique=True)
    name = models.JSONField()
    currency = models.CharField(max_length=3)
    languages = models.JSONField(default=list)
    tax_rate_bp = models.PositiveIntegerField(default=0)
    time_zone = models.CharField(max_length=60, default="UTC")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
