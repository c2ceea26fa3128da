"""Drops: how fair, who entered, what was drawn."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_ways")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
