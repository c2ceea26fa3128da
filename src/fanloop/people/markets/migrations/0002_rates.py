"""Tax rates with the day they begin, exchange rates by day."""

import django.db.models.deletion
from django.db import migrations, models

_FIRST = """
INSERT INTO markets_taxrate (market_id, rate_bp, valid_from, at)
SELECT id, tax_rate_bp, (opened_at AT TIME ZONE time_zone)::date, opened_at FROM markets_market
"""


class Migration(migrations.Migration):
    dependencies = [("markets", "0001_initial")]

    operations = [
        migrations.AddField("market", "e_invoice", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rate_bp", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("at", models.DateTimeField()),
                ("market", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="markets.market")),
            ],
            options={
                "ordering": ["market", "valid_from", "id"],
                "indexes": [models.Index(fields=["market", "-valid_from", "-id"], name="tax_rate_of_a_day")],
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base", models.CharField(max_length=3)),
                ("currency", models.CharField(max_length=3)),
                ("day", models.DateField()),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("source", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint("base", "currency", "day", name="one_rate_a_day"),
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="a_rate_is_positive"),
                ],
            },
        ),
        migrations.RunSQL(_FIRST, migrations.RunSQL.noop),
    ]
