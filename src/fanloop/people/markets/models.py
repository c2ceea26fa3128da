from django.db import models


class Market(models.Model):
    """A region with one currency, one time zone and one tax rate at a time; `tax_rate_bp` is today's.

    `e_invoice` says that invoices carry their structured data inside, as the market asks for.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.JSONField()
    currency = models.CharField(max_length=3)
    languages = models.JSONField(default=list)
    tax_rate_bp = models.PositiveIntegerField(default=0)
    time_zone = models.CharField(max_length=60, default="UTC")
    opened_at = models.DateTimeField()
    e_invoice = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]


class TaxRate(models.Model):
    """From this day of the market's calendar on, orders are taxed at `rate_bp`. The last said of a day holds."""

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="+")
    rate_bp = models.PositiveIntegerField()
    valid_from = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["market", "valid_from", "id"]
        indexes = [models.Index(fields=["market", "-valid_from", "-id"], name="tax_rate_of_a_day")]


class CountryRate(models.Model):
    """Of what is sent to this country of the market, from this day on, `rate_bp` is the tax inside. The last said holds.

    `exempt` is the code of why nothing is taxed there (EN 16931, VATEX), `words` the same for people.
    """

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    rate_bp = models.PositiveIntegerField()
    exempt = models.CharField(max_length=30, default="")
    words = models.CharField(max_length=200, default="")
    valid_from = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["market", "country", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_bp=0) | models.Q(exempt="", words=""), name="only_nothing_is_exempt"
            )
        ]


class Holiday(models.Model):
    """Nobody works in the market on this day: what would end then ends on the next working day."""

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["market", "day"]
        constraints = [models.UniqueConstraint("market", "day", name="one_holiday_a_day")]


class ExchangeRate(models.Model):
    """How many units of `currency` one unit of `base` bought on a day, and who said so."""

    base = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("base", "currency", "day", name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="a_rate_is_positive"),
        ]
