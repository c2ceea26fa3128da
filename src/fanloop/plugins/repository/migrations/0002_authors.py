from django.db import migrations, models


class Migration(migrations.Migration):
    """Who made a commit beside its author, and how many commits a merged request had."""

    dependencies = [("repository", "0001_initial")]

    operations = [
        migrations.AddField(model_name="commit", name="others", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="request", name="count", field=models.PositiveIntegerField(default=0)
        ),
    ]
