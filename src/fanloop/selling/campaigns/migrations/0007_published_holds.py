"""Drops that were published before their pools knew how long a claim is held keep what they published."""

from django.db import migrations

_HOLDS = """
UPDATE stock_pool p SET hold = make_interval(mins => (d.rules ->> 'hold_minutes')::integer)
FROM campaigns_drop d WHERE p.about = 'campaigns.campaign:' || d.campaign_id
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_ambassadors"), ("stock", "0004_published_holds")]

    operations = [migrations.RunSQL(_HOLDS, migrations.RunSQL.noop)]
