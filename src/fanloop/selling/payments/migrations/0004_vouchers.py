"""Gift cards and vouchers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_providers")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
