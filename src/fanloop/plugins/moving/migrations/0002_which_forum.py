from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("moving", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="forum",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.AddField(
            model_name="run",
            name="keyed",
            field=models.CharField(default="", max_length=60),
        ),
    ]
