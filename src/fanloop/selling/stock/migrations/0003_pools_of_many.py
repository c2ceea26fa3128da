"""What carts and codes need of a pool."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_holds")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
