"""Holds, attempts and the chain over batches of claims."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
