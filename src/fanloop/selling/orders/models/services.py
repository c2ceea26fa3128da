"""Beside the hardware: subscriptions, longer warranties, repairs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fanloop.selling.orders.rules.services import KINDS, STEPS


class Service(models.Model):
    """A subscription or a longer warranty at one price in one market, tax inside; `months` are those of one period."""

    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    name = models.JSONField()
    words = models.JSONField()
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    months = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0, months__gt=0), name="a_service_costs_and_lasts"),
            models.UniqueConstraint(
                fields=["code", "market"], condition=Q(ended_at=None), name="one_service_at_a_time"
            ),
        ]


class Contract(models.Model):
    """A fan has a service, from `begins` on, at the price of that day; a warranty is bound to one unit."""

    number = models.CharField(max_length=24, unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("devices.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    minor = models.BigIntegerField()
    begins = models.DateField()
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()


class ContractEnd(models.Model):
    """The service goes on until the day before `ends_on`, and is not paid for again."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()
    why = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Period(models.Model):
    """One stretch of a contract, from `starts` to the day before `ends`; it is paid for once.

    `recognised_at`: it is over and its price became income.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    minor = models.BigIntegerField()
    tax_rate_bp = models.PositiveIntegerField()
    tax_minor = models.BigIntegerField()
    at = models.DateTimeField()
    recognised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("contract", "position", name="one_period_per_position"),
            models.UniqueConstraint("contract", "starts", name="one_period_per_day"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="a_period_lasts"),
        ]


class Repair(models.Model):
    """A fan asks to have a unit repaired."""

    number = models.CharField(max_length=24, unique=True)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shipped = models.ForeignKey("orders.ShippedUnit", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()


class Quote(models.Model):
    """What a repair costs, tax inside; nothing when the warranty covers it."""

    repair = models.OneToOneField(Repair, on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    tax_minor = models.BigIntegerField()
    tax_rate_bp = models.PositiveIntegerField(default=0)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minor__gte=0), name="a_quote_is_no_debt_of_ours")]


class RepairStep(models.Model):
    """A repair was accepted, declined or done."""

    repair = models.ForeignKey(Repair, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=[(step, step) for step in STEPS])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("repair", "step", name="a_repair_step_once")]
