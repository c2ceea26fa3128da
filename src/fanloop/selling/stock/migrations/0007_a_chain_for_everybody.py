"""Batches get a salt, so that the chain over claims can be published without saying who claimed."""

from django.db import migrations, models

from fanloop.selling.stock.migrations import _claiming


class Migration(migrations.Migration):
    dependencies = [("stock", "0006_the_shelf_hoards_nothing")]

    operations = [
        migrations.AddField("batch", "salt", models.CharField(max_length=32, default="", db_default="")),
        migrations.RunSQL(_claiming.SALTED_CHAIN, migrations.RunSQL.noop),
    ]
