"""The ledger's own rows."""

from django.db import models


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
