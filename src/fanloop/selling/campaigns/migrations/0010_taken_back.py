"""A piece of a drop is taken back from somebody whom no draw named, in public."""

import django.db.models.deletion
from django.db import migrations, models

from fanloop.selling.campaigns.rules.fairness import REASONS


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0009_planned"),
        ("stock", "0005_who_came_too_late"),
        ("team", "0002_watched"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(choices=[(word, word) for word in REASONS], max_length=12)),
                ("words", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.claim"
                    ),
                ),
                (
                    "drop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.drop"
                    ),
                ),
            ],
        )
    ]
