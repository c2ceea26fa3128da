import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_OPEN_ALREADY = "INSERT INTO campaigns_opening (campaign_id, at) SELECT id, greatest(opens_at, at) FROM campaigns_campaign"


class Migration(migrations.Migration):
    """A campaign can be planned: what stands has opened and said so; who asks to be told of others; what a tier says more."""

    dependencies = [
        ("campaigns", "0009_instalments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Opening",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.campaign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            "Bell",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("left_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.campaign"
                    ),
                ),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("campaign"), models.F("fan"), name="one_bell_per_fan")
                ]
            },
        ),
        migrations.AddField("tier", "limit_per_person", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("tier", "months_in", models.PositiveSmallIntegerField(null=True)),
        migrations.RunSQL(_OPEN_ALREADY, migrations.RunSQL.noop),
    ]
