import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Offers that rest for a while."""

    dependencies = [("builds", "0001_initial"), ("team", "0002_watched")]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("why_ended", models.TextField(blank=True, default="")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="builds.offer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("offer",), name="rests_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="rests_with_a_reason"
                    ),
                ]
            },
        ),
    ]
