import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fans', '0002_access_tokens'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='bundle',
            field=models.CharField(blank=True, default='', max_length=80),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('read_at', None), models.Q(('bundle', ''), _negated=True)), fields=('fan', 'bundle'), name='bundled_while_unread'),
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.CharField(max_length=16)),
                ('rhythm', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('fan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['family', 'rhythm'], include=['fan'], name='mail_by_rhythm')],
                'constraints': [models.UniqueConstraint(fields=('fan', 'family'), name='one_mail_choice')],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(max_length=8)),
                ('period', models.DateField()),
                ('at', models.DateTimeField()),
                ('fan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rhythm', 'period', 'fan'), name='one_digest_a_period')],
            },
        ),
    ]
