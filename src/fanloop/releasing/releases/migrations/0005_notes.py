from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('releases', '0004_awards')]

    operations = [
        migrations.AddField(
            model_name='note',
            name='why',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
    ]
