from django.db import models

from fanloop.selling.payments.rules.states import STATES


class Account(models.Model):
    """A place where money stands, in one currency. Positive is what we hold, negative what we owe."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint("code", "currency", name="one_account_per_currency")]


class Transaction(models.Model):
    """Entries that belong together; the database refuses a commit in which they do not sum to zero."""

    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=80, db_index=True)
    party = models.CharField(max_length=40)
    at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True)


class Entry(models.Model):
    """One signed amount. Append-only: a mistake is mended by a further transaction."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(minor=0), name="an_entry_moves_something")]


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
