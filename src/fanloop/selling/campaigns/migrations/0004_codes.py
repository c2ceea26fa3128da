"""Invitation codes and the waiting list."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_draws")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
