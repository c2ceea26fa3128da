"""Hidings belong to moderation now; their table has been renamed there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0001_initial"),
        ("moderation", "0001_hiding"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Hiding")]),
    ]
