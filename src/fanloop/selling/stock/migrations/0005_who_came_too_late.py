"""At which door somebody came too late and what would have done, and from when on a pool could be claimed from."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0004_published_holds")]

    operations = [
        migrations.AddField(
            "attempt", "door", models.CharField(max_length=8, default="drop", db_default="drop")
        ),
        migrations.AddField(
            "attempt", "wishes", ArrayField(models.CharField(max_length=40), default=list, db_default=[])
        ),
        migrations.AddField("pool", "opens_at", models.DateTimeField(null=True)),
    ]
