"""What fans bring: links, challenges, ambassadors."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_codes")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
