"""Holds, attempts, gates, and the chain over batches of claims."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from fanloop.selling.stock.migrations import _claiming


def _key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(other, *, indexed=False, **more):
    more |= {} if indexed else {"db_index": False}
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=other, **more
    )


def _of_claim():
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="stock.claim"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0001_initial"),
        ("team", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField("claim", "key", models.CharField(max_length=120)),
        migrations.AlterField("claim", "pool", _to("stock.pool")),
        migrations.AddConstraint(
            "claim", models.UniqueConstraint(models.F("key"), name="one_claim_per_key")
        ),
        migrations.CreateModel(
            "Hold", [("claim", _of_claim()), ("until", models.DateTimeField(db_index=True))]
        ),
        migrations.CreateModel("Confirmation", [("claim", _of_claim()), ("at", models.DateTimeField())]),
        migrations.CreateModel(
            "Gate",
            [
                ("id", _key()),
                ("is_open", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("by", _to("team.member", indexed=True, null=True)),
                ("pool", _to("stock.pool", indexed=True)),
            ],
        ),
        migrations.CreateModel(
            "Batch",
            [
                ("id", _key()),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("pool", _to("stock.pool")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("pool"), models.F("last"), name="one_link_per_number")
                ]
            },
        ),
        migrations.CreateModel(
            "Attempt",
            [
                ("id", _key()),
                ("quantity", models.PositiveSmallIntegerField()),
                ("answer", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("fan", _to(settings.AUTH_USER_MODEL, indexed=True)),
                ("pool", _to("stock.pool")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("pool"), models.F("fan"), name="one_attempt_per_fan")
                ]
            },
        ),
        migrations.RunSQL(_claiming.ROOMY, migrations.RunSQL.noop),
        migrations.RunSQL(_claiming.CHAIN + _claiming.CLAIM, _claiming.UNDO),
        migrations.RunSQL(_claiming.FIRST_LINKS, migrations.RunSQL.noop),
    ]
