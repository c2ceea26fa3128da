"""Links fans share, who came by them, and the thanks for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ShareLink(models.Model):
    """A fan's own link to a campaign."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("campaign", "fan", name="one_link_per_fan_and_campaign")]


class LinkDay(models.Model):
    """How often a link was followed on a day; nothing is kept of who followed it."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("link", "day", name="one_count_per_link_and_day")]


class Brought(models.Model):
    """An order came by a link."""

    order = models.OneToOneField("orders.Order", on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(ShareLink, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ThanksRule(models.Model):
    """For each order somebody brought, a voucher of `minor`, for at most `most` of them. Published with the campaign;
    another rule is a further row, and whoever came before it is thanked by the rule of then.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    most = models.PositiveSmallIntegerField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minor__gte=0), name="thanks_cost_nobody_anything")]


class Thanks(models.Model):
    """The voucher somebody got for an order that has left."""

    brought = models.OneToOneField(Brought, on_delete=models.PROTECT, related_name="+")
    voucher = models.ForeignKey("payments.Voucher", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
