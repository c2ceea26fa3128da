"""What is owed and what was asked for."""

from django.db import models

from fanloop.selling.payments.rules.states import STATES


class Due(models.Model):
    """One row of a payment plan. `due` empty means before shipping."""

    order_ref = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["order_ref", "position"]
        constraints = [
            models.UniqueConstraint("order_ref", "position", name="one_due_per_place"),
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="a_due_is_positive"),
        ]


class Payment(models.Model):
    """One request for money. `reference` is what a person writes on a transfer."""

    about = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=12)
    provider = models.CharField(max_length=20)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    party = models.CharField(max_length=40)
    reference = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(minor__gt=0), name="a_payment_is_positive")]


class PaymentState(models.Model):
    """A payment entered a state; it does so once, which is what makes settling twice harmless."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=[(state, state) for state in STATES])
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("payment", "state", name="a_payment_state_once")]
