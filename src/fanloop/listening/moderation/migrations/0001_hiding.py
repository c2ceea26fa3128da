"""Hidings move here from talk with all their rows: the table is renamed, only the two new columns are added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_THERE = """
ALTER TABLE community_hiding RENAME TO moderation_hiding;
ALTER SEQUENCE community_hiding_id_seq RENAME TO moderation_hiding_id_seq;
"""
_BACK = """
ALTER SEQUENCE moderation_hiding_id_seq RENAME TO community_hiding_id_seq;
ALTER TABLE moderation_hiding RENAME TO community_hiding;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("community", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_THERE, _BACK)],
            state_operations=[
                migrations.CreateModel(
                    name="Hiding",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("about", models.CharField(max_length=80)),
                        ("why", models.TextField(default="")),
                        ("at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(condition=Q(("undone_at", None)), fields=("about",), name="hidden_once")],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name="hiding",
            name="undone_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(model_name="hiding", name="undone_why", field=models.TextField(default="")),
    ]
