"""Providers that answer later, instalments that are tried again, and what banks say."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_the_ledger_balances")]

    operations = []  # type: ignore[var-annotated]  # filled by its owner
