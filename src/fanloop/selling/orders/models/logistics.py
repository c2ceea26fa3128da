"""From a paid order to a box at somebody's door: addresses, units allotted and picked, labels, shipments."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.orders.models.book import Order, OrderLine

KINDS = ("delivery", "billing")
_SOMETHING = Q(quantity__gt=0)


class Address(models.Model):
    """Where an order goes, or who is billed: one row per order and kind, changed in place until it is picked."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, default="", blank=True)
    street = models.CharField(max_length=120)
    extra = models.CharField(max_length=120, default="", blank=True)
    postcode = models.CharField(max_length=120, default="", blank=True)
    city = models.CharField(max_length=120)
    region = models.CharField(max_length=120, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("order", "kind", name="one_address_per_kind")]


class Gift(models.Model):
    """The order goes to somebody else: no price in the box, and these words on top."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")


class Allocation(models.Model):
    """`quantity` made units of the line's variant are kept for this line. A cancelled order keeps none."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=_SOMETHING, name="an_allocation_keeps_something")]


class Pick(models.Model):
    """`quantity` allotted units were taken from the shelf for this line."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=_SOMETHING, name="a_pick_takes_something")]


class Label(models.Model):
    """A carrier was told of a parcel. `run` names what was told together; addresses stay with the order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    carrier = models.CharField(max_length=20)
    run = models.CharField(max_length=40, db_index=True)
    tracking = models.CharField(max_length=80, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("order", "run", name="one_label_per_run")]


class Shipment(models.Model):
    """A box has left. An order may leave in several."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    carrier = models.CharField(max_length=20)
    tracking = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "position", name="one_shipment_per_position"),
            models.UniqueConstraint("order", "carrier", "tracking", name="one_shipment_per_tracking"),
        ]


class ShippedUnit(models.Model):
    """The very unit that left in this box for this line. `back_at`: it is with the maker again."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("devices.Unit", on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(back_at=None), name="a_unit_is_with_one_person"
            )
        ]


class Delivery(models.Model):
    """The box is at the door. The fourteen days of the last box begin."""

    shipment = models.OneToOneField(Shipment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")


class PackedWeight(models.Model):
    """What one piece of a variant weighs, packed. The latest row holds."""

    variant = models.ForeignKey("products.Variant", on_delete=models.CASCADE, related_name="+")
    grams = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(grams__gt=0), name="a_piece_weighs_something")]
