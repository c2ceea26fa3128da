"""The way back: returns, what was found in the box, warranty cases, replacements."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.orders.models.book import Order, OrderLine
from fanloop.selling.orders.models.logistics import ShippedUnit
from fanloop.selling.orders.rules.returns import CONDITIONS, ENDS, REASONS


class Return(models.Model):
    """A fan sends units back, for a reason. `number` goes on the box."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=48, unique=True)
    reason = models.CharField(max_length=12)
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__in=REASONS), name="known_return_reason")]


class ReturnItem(models.Model):
    """One unit on its way back; it comes back from one shipment once."""

    back = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="+")
    shipped = models.OneToOneField(ShippedUnit, on_delete=models.PROTECT, related_name="+")


class Inspection(models.Model):
    """A person has looked at it: its condition, and how much of its price goes back (basis points, minor units)."""

    item = models.OneToOneField(ReturnItem, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=12)
    share_bp = models.PositiveSmallIntegerField()
    minor = models.BigIntegerField()
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(condition__in=CONDITIONS), name="known_condition"),
            models.CheckConstraint(condition=Q(share_bp__lte=10_000), name="no_more_than_was_paid"),
        ]


class GivenBack(models.Model):
    """Beside what single pieces were worth: so much of a line's price goes back, or of sending where it names no line."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, null=True, related_name="+")
    minor = models.BigIntegerField()
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="something_is_given_back"),
            models.UniqueConstraint("line", "key", name="given_back_once_a_line"),
            models.UniqueConstraint("order", condition=Q(line=None), name="sending_is_given_back_once"),
        ]


class WarrantyCase(models.Model):
    """A unit does not do what was promised; `voice` is the reference of what its owner said."""

    shipped = models.ForeignKey(ShippedUnit, on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("shipped", "voice", name="one_case_per_voice_and_unit")]


class CaseEnd(models.Model):
    """How a warranty case ended, and the words that say why; `minor` units of its order's currency were paid back."""

    case = models.OneToOneField(WarrantyCase, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=12)
    minor = models.BigIntegerField(default=0)
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=ENDS), name="known_end_of_a_case"),
            models.CheckConstraint(
                condition=Q(minor=0) | Q(how="refunded", minor__gt=0), name="only_a_refund_pays_back"
            ),
        ]


class Replacement(models.Model):
    """An order that costs nothing, because another one went wrong."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    shipped = models.OneToOneField(ShippedUnit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(WarrantyCase, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
