"""What a bank says stands on the account, and whose it is."""

from django.db import models
from django.db.models import Q

from fanloop.selling.payments.models.asked import Payment


class Statement(models.Model):
    """A file from the bank that was brought in. The same file again is the same row."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=160)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class BankEntry(models.Model):
    """One line of the account; `entry` is the bank's own id of it, so that no line counts twice."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    entry = models.CharField(max_length=160, unique=True)
    account = models.CharField(max_length=40)
    booked = models.DateField()
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=500, default="")
    other = models.CharField(max_length=140, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(minor=0), name="a_bank_entry_moves_something")]


class Payout(models.Model):
    """A provider says that it sent this to our bank account; negative when it took it from there.

    `entry` is the line of the bank that showed it.
    """

    provider = models.CharField(max_length=20)
    external = models.CharField(max_length=120)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    arrives = models.DateField()
    entry = models.OneToOneField(BankEntry, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("provider", "external", name="a_payout_once")]


class BankMatch(models.Model):
    """Somebody, or the reference itself, said what a line is: money of a payment, or of an account of ours."""

    entry = models.OneToOneField(BankEntry, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.CharField(max_length=40, default="")
    how = models.CharField(max_length=12)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(payment=None, account__gt="") | Q(payment__isnull=False, account=""),
                name="a_bank_match_names_one_thing",
            )
        ]
