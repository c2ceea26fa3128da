"""How long a claim is held stands with its pool, where that was published."""

from django.db import migrations, models

from fanloop.selling.stock.migrations import _claiming


class Migration(migrations.Migration):
    dependencies = [("stock", "0003_pools_of_many")]

    operations = [
        migrations.AddField("pool", "hold", models.DurationField(null=True)),
        migrations.RunSQL(_claiming.CLAIM, migrations.RunSQL.noop),
    ]
