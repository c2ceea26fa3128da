from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_draws_of_many")]

    operations = [
        migrations.AddField("offer", "instalments", models.PositiveSmallIntegerField(default=1)),
    ]
