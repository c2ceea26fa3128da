"""Invoices and credit notes, without gaps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_carts")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
