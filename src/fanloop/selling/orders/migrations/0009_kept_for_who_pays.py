"""How long pieces ordered from the shelf are kept for who pays."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_paid_back_and_weights"), ("team", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="KeepRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("card_minutes", models.PositiveSmallIntegerField()),
                ("transfer_days", models.PositiveSmallIntegerField()),
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(card_minutes__range=(5, 1_440), transfer_days__range=(1, 14)),
                        name="pieces_are_kept_for_a_while",
                    )
                ]
            },
        )
    ]
