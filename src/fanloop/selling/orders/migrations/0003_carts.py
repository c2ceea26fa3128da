"""Carts, and services beside the hardware."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_logistics")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
