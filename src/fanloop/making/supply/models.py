from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q


class Terms(models.Model):
    """What a supplier asks for a part. Newer rows follow older ones; `assumed` until somebody has quoted."""

    part = models.ForeignKey("products.Part", models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="+")
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    lead_weeks = models.PositiveSmallIntegerField()
    lot = models.DecimalField(max_digits=14, decimal_places=4, default=1)
    minimum = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    assumed = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["part", "-at"])]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="a_price_is_not_negative"),
            models.CheckConstraint(condition=Q(lot__gt=0, minimum__gte=0), name="a_lot_is_positive"),
        ]


class OnHand(models.Model):
    """A count of what lies on the shelf, in the part's own unit. The newest count holds."""

    part = models.ForeignKey("products.Part", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    assumed = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["part", "-at"])]


class Plan(models.Model):
    """How many end items to make in which weeks, and what that asks of every part. Recomputed freely."""

    forecast = models.ForeignKey("demand.Forecast", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    start_week = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    replay = models.BooleanField(default=False)
    by = models.ForeignKey("team.Member", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]


class PlanApproval(models.Model):
    """A person's yes to a plan: from here on it is a promise and its arrows stand in the trail."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Build(models.Model):
    """End items of one variant to be made in one week; `bet` of them nobody is expected to ask for."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    variant = models.ForeignKey("products.Variant", models.PROTECT, related_name="+")
    week = models.DateField()
    quantity = models.PositiveIntegerField()
    bet = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "variant", "week"], name="one_build_per_week"),
        ]


class PlanSheet(models.Model):
    """What a plan asks of every part, as columns (`rules.columns`): the parts, the lots and their pegs."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="+")
    parts = models.BinaryField()
    lots = models.BinaryField()
    pegs = models.BinaryField()


class PlanMessage(models.Model):
    """Something a planner should look at: a lot that comes too late, a delivery to move, stock nobody needs."""

    class Code(models.TextChoices):
        LATE_START = "late_start"
        FROZEN = "frozen"
        EXPEDITE = "expedite"
        DEFER = "defer"
        CANCEL = "cancel"
        EXCESS = "excess"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    part = models.ForeignKey("products.Part", models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, choices=Code.choices)
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    week = models.DateField()
    better = models.DateField(null=True)


class SupplierWeek(models.Model):
    """What a plan would have one supplier deliver in one week: lots, how many of them too late, and their price."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    week = models.DateField()
    lots = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    minor = models.BigIntegerField()

    class Meta:
        ordering = ["partner__name", "currency", "week"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "partner", "currency", "week"], name="one_sum_per_supplier_and_week"
            ),
        ]


class PartRule(models.Model):
    """How a part is planned. Newer rows follow older ones; a part without one is bought as it is needed.

    `yields` is the share of a lot that is fit for use, `scrap` the share lost while it goes into its assembly.
    """

    part = models.ForeignKey("products.Part", models.PROTECT, related_name="+")
    safety = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(0))
    yields = models.DecimalField(max_digits=5, decimal_places=4, default=Decimal(1))
    scrap = models.DecimalField(max_digits=5, decimal_places=4, default=Decimal(0))
    periods = models.PositiveSmallIntegerField(default=1)
    frozen = models.PositiveSmallIntegerField(default=0)
    phantom = models.BooleanField(default=False)
    by = models.ForeignKey("team.Member", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["part", "-at"])]
        constraints = [
            models.CheckConstraint(condition=Q(safety__gte=0), name="a_safety_stock_is_not_negative"),
            models.CheckConstraint(
                condition=Q(yields__gt=0, yields__lte=1, scrap__gte=0, scrap__lt=1),
                name="a_yield_and_a_scrap_are_shares",
            ),
            models.CheckConstraint(condition=Q(periods__gte=1), name="a_lot_covers_a_week"),
        ]


class PurchaseOrder(models.Model):
    """An order to one supplier, as it was approved. Immutable; answers follow it."""

    number = models.CharField(max_length=20, unique=True)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    by = models.ForeignKey("team.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "partner", "currency"], name="one_order_per_supplier")
        ]


class PurchaseLine(models.Model):
    """So many of a part by a date. `assumed` when its price was drawn and not quoted."""

    order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="+")
    part = models.ForeignKey("products.Part", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    due = models.DateField()
    unit_minor = models.BigIntegerField()
    assumed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_line_asks_for_something"),
        ]

    @property
    def unit(self) -> str:
        """Arrows speak of pieces unless the part is measured."""
        return "pieces" if self.part.unit == "each" else self.part.unit


class Surplus(models.Model):
    """The pieces of a purchase line that nobody asked for, by their reason."""

    class Why(models.TextChoices):
        LOT = "lot"
        SAFETY = "safety"
        BET = "bet"
        LOSS = "loss"

    purchase_line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="+")
    why = models.CharField(max_length=6, choices=Why.choices)
    quantity = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purchase_line", "why"], name="one_surplus_per_reason"),
        ]


class SupplierAnswer(models.Model):
    """What the supplier promises for a line. The newest answer holds; older ones stay readable."""

    line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    promised = models.DateField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["line", "-at"])]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=0), name="a_promise_is_not_negative")]
