"""Gift cards and vouchers."""

from django.db import models
from django.db.models import Q

from fanloop.selling.payments.models.asked import Payment


class Voucher(models.Model):
    """A card that can pay. Only a digest of its code is kept; `balance` is the sum of its uses and never below zero."""

    digest = models.CharField(max_length=64, unique=True)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8)
    minor = models.BigIntegerField()
    balance = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    party = models.CharField(max_length=40, default="", db_index=True)
    why = models.CharField(max_length=200, default="")
    ends = models.DateField(null=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="a_voucher_is_worth_something"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="a_voucher_never_owes"),
        ]


class VoucherUse(models.Model):
    """A card gained or paid `minor` units; each use has a key, so it happens once."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=140, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(minor=0), name="a_use_moves_something")]
