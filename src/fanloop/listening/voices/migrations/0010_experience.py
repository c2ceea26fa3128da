from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0009_watched_beside")]

    operations = [
        migrations.AlterField(
            model_name="voice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("idea", "idea"),
                    ("bug", "bug"),
                    ("question", "question"),
                    ("praise", "praise"),
                    ("experience", "experience"),
                ],
                max_length=12,
            ),
        ),
    ]
