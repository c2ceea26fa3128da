from django.db import models


class Quantity(models.Model):
    """Pieces of one variant ordered for one market on one day of a book of orders, without those taken back."""

    book = models.CharField(max_length=60)
    variant = models.ForeignKey("products.Variant", models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", models.PROTECT, related_name="+")
    day = models.DateField()
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "variant", "market", "day"], name="one_quantity_per_cell"
            ),
        ]


class Forecast(models.Model):
    """What a book of orders will keep in the end, frozen with the moment it was said. Never changed, only followed."""

    about = models.CharField(max_length=60, db_index=True)
    made_at = models.DateTimeField()
    opened = models.DateField()
    horizon = models.DateField()
    observed = models.PositiveIntegerField()
    low80 = models.PositiveIntegerField()
    low50 = models.PositiveIntegerField()
    median = models.PositiveIntegerField()
    high50 = models.PositiveIntegerField()
    high80 = models.PositiveIntegerField()
    method = models.CharField(max_length=200)
    path = models.JSONField(default=list)
    replay = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["about", "made_at"], name="one_forecast_per_moment"),
        ]


class ForecastLine(models.Model):
    """The share of one variant in one market; the lines of a forecast add up to it exactly."""

    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="+")
    variant = models.ForeignKey("products.Variant", models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", models.PROTECT, related_name="+")
    observed = models.PositiveIntegerField()
    low80 = models.PositiveIntegerField()
    median = models.PositiveIntegerField()
    high80 = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forecast", "variant", "market"], name="one_line_per_cell"),
        ]


class Past(models.Model):
    """A finished campaign of somebody else, brought in to learn from: new `orders` of each day from the first.

    `days` is how long it ran, `first_hours` how long it had been open when its first day ended.
    """

    source = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    begun = models.DateField(db_index=True)
    days = models.PositiveSmallIntegerField()
    orders = models.JSONField()
    first_hours = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["begun", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_past_per_name")]


class DropDemand(models.Model):
    """What a drop would have sold had there been enough, said once when its door had seen who came too late, or when it
    was over. Pieces; `median` and `high` are empty where only a bound can be told.
    """

    book = models.CharField(max_length=60)
    drop = models.PositiveBigIntegerField(unique=True)
    made_at = models.DateTimeField()
    sold_out_at = models.DateTimeField(null=True)
    sold = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    median = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    method = models.CharField(max_length=10)

    class Meta:
        ordering = ["-made_at", "-id"]


class Overruling(models.Model):
    """Somebody expects another number than a forecast, and says why. The newest stands; both are scored in the end."""

    forecast = models.ForeignKey(Forecast, models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("team.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
