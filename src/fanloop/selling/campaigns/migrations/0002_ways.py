"""Ways to sell in advance: crowdfunding beside the pre-order, and promises that change in the open."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
