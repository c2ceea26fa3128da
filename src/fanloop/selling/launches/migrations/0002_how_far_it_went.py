"""A message remembers how far it went; consents are read in the order in which they were given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0001_initial")]

    operations = [
        migrations.AddField("messageschedule", "upto", models.BigIntegerField(default=0)),
        migrations.RemoveIndex("consent", "who_agreed"),
        migrations.AddIndex(
            "consent",
            models.Index(
                fields=["family", "id"], name="who_agreed_in_order", condition=models.Q(withdrawn_at=None)
            ),
        ),
    ]
