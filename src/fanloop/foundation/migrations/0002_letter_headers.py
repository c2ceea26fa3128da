from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='headers',
            field=models.JSONField(default=dict),
        ),
    ]
