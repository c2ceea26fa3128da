"""Papers: who issues them, how they are numbered, what each says."""

from django.db import models
from django.db.models import F, Q

from fanloop.selling.orders.models.book import Order
from fanloop.selling.orders.models.services import Period, Quote
from fanloop.selling.orders.rules.papers import KINDS


class Issuer(models.Model):
    """The firm as papers name it. A change is a further row, so that what was issued keeps its own."""

    name = models.CharField(max_length=160)
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=20, default="", blank=True)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    tax_id = models.CharField(max_length=30, default="", blank=True)
    registration = models.CharField(max_length=80, default="", blank=True)
    iban = models.CharField(max_length=34, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Series(models.Model):
    """The counter of one kind in one year; the row is locked while a number is given."""

    code = models.CharField(max_length=24, unique=True)
    sequence = models.PositiveIntegerField(default=0)


class Paper(models.Model):
    """An invoice, or a credit note that corrects one: of an order, a period of a service, or a repair.

    Issued once and never changed.
    `content` is all it says, in minor units of `currency`. The buyer's name leaves it when the law no longer
    asks for it; number and sums stay.
    """

    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=32, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, related_name="+")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    issued_on = models.DateField()
    content = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["issued_on", "id"]
        constraints = [
            models.UniqueConstraint("series", "place", name="papers_count_without_a_gap"),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("tax_minor"), gross_minor__gte=0),
                name="a_papers_sums_agree",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", corrects=None) | Q(kind="credit_note", corrects__isnull=False),
                name="a_credit_note_corrects",
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False, period=None, quote=None)
                | Q(order=None, period__isnull=False, quote=None)
                | Q(order=None, period=None, quote__isnull=False),
                name="a_paper_is_about_one_thing",
            ),
        ]


class PaperFile(models.Model):
    """The paper as it was drawn, kept by its hash."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class RateSnapshot(models.Model):
    """What an order's currency was worth when it was placed: one `base` bought `rate` of it on `day`."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="+")
    base = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    day = models.DateField()
    source = models.CharField(max_length=80)


class TaxId(models.Model):
    """The buyer is a business and this is its number, checked by its digits when it was given."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    number = models.CharField(max_length=30)
    at = models.DateTimeField()
