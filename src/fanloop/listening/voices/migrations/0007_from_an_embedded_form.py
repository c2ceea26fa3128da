from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0006_need_stands")]

    operations = [
        migrations.AlterField(
            model_name="voice",
            name="source",
            field=models.CharField(
                choices=[
                    ("site", "site"),
                    ("forum", "forum"),
                    ("device", "device"),
                    ("email", "email"),
                    ("api", "api"),
                    ("import", "import"),
                    ("report", "report"),
                    ("embed", "embed"),
                ],
                default="site",
                max_length=12,
            ),
        ),
    ]
