"""Fans who speak for the maker: applied or invited, answered, ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0005_word_of_mouth'),
        ('team', '0002_watched'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Ambassadorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('over_at', models.DateTimeField(null=True)),
                ('fan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
        ),
        migrations.CreateModel(
            name='AmbassadorEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(blank=True, default='', max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('of', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.ambassadorship')),
            ],
        ),
        migrations.CreateModel(
            name='AmbassadorAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted', models.BooleanField()),
                ('because', models.CharField(blank=True, default='', max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('of', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.ambassadorship')),
            ],
        ),
        migrations.AddConstraint(
            model_name='ambassadorship',
            constraint=models.UniqueConstraint(condition=models.Q(('over_at', None)), fields=('fan',), name='one_ambassadorship_at_a_time'),
        ),
    ]
