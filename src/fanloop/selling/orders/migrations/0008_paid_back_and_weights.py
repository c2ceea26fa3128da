import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_held_back"), ("products", "0002_watched"), ("team", "0002_watched")]

    operations = [
        migrations.AddField("caseend", "minor", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "caseend",
            models.CheckConstraint(
                condition=Q(minor=0) | Q(how="refunded", minor__gt=0), name="only_a_refund_pays_back"
            ),
        ),
        migrations.CreateModel(
            name="PackedWeight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grams", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.member",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="products.variant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(grams__gt=0), name="a_piece_weighs_something")
                ]
            },
        ),
    ]
