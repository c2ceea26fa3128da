from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.orders.rules.states import STATES


class Book(models.Model):
    """The orders one offer collects. `sequence` is the last order number given; `code` starts each."""

    origin = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=24, unique=True)
    name = models.JSONField()
    replay = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()


class Order(models.Model):
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    place = models.PositiveIntegerField()
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    replay = models.BooleanField(default=False)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [models.Index("book", "at", name="orders_by_book")]


class OrderLine(models.Model):
    """`tax_minor` is the tax contained in the whole line, at `tax_rate_bp`, the rate of the moment of ordering."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    unit_minor = models.BigIntegerField()
    tax_rate_bp = models.PositiveIntegerField(default=0)
    tax_minor = models.BigIntegerField()
    claim = models.ForeignKey("stock.Claim", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="a_line_orders_something")]


class OrderState(models.Model):
    """An order entered a state, once. `by` is the person who acted, nobody when money arrived."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=[(state, state) for state in STATES])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("order", "state", name="an_order_state_once")]
