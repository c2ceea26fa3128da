import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("markets", "0003_holidays")]

    operations = [
        migrations.CreateModel(
            name="CountryRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("rate_bp", models.PositiveIntegerField()),
                ("exempt", models.CharField(default="", max_length=30)),
                ("words", models.CharField(default="", max_length=200)),
                ("valid_from", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="markets.market"
                    ),
                ),
            ],
            options={
                "ordering": ["market", "country", "valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(rate_bp=0) | models.Q(exempt="", words=""),
                        name="only_nothing_is_exempt",
                    )
                ],
            },
        )
    ]
