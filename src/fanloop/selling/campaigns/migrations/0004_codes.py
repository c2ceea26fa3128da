"""Invitation codes, the waiting list, and who may order."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0003_draws'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('stock', '0003_pools_of_many'),
        ('team', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('words', models.CharField(max_length=120)),
                ('count', models.PositiveIntegerField()),
                ('each', models.PositiveSmallIntegerField(default=1)),
                ('who', models.JSONField(default=dict)),
                ('rearms', models.BooleanField()),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='codes_open_first'), models.CheckConstraint(condition=models.Q(('count__gt', 0), ('each__gt', 0)), name='codes_open_something')],
            },
        ),
        migrations.CreateModel(
            name='CodeBatchEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.codebatch')),
                ('pieces', models.PositiveIntegerField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.codebatch')),
                ('number', models.PositiveIntegerField()),
                ('seed', models.BinaryField()),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ['batch', 'number'],
                'constraints': [models.UniqueConstraint(models.F('batch'), models.F('number'), name='one_code_per_number')],
            },
        ),
        migrations.CreateModel(
            name='CodeHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.code')),
                ('nth', models.PositiveSmallIntegerField()),
                ('fan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('how', models.CharField(choices=[('redeemed', 'redeemed'), ('dealt', 'dealt'), ('gifted', 'gifted')], max_length=8)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['code', 'nth'],
                'constraints': [models.UniqueConstraint(models.F('code'), models.F('nth'), name='one_holder_at_a_time'), models.CheckConstraint(condition=models.Q(('nth__lte', 1)), name='a_code_is_given_on_once')],
            },
        ),
        migrations.CreateModel(
            name='CodeUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.code')),
                ('nth', models.PositiveSmallIntegerField()),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.claim')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('code'), models.F('nth'), name='one_use_after_the_other')],
            },
        ),
        migrations.CreateModel(
            name='CodeReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.codeuse')),
                ('is_armed', models.BooleanField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='CodeRevocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.code')),
                ('reason', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='LineEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('fan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('quantity', models.PositiveSmallIntegerField()),
                ('least', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(models.F('campaign'), models.F('id'), name='line_of_a_campaign')],
                'constraints': [models.CheckConstraint(condition=models.Q(('least__gt', 0), ('quantity__gte', models.F('least'))), name='who_waits_wants_something')],
            },
        ),
        migrations.CreateModel(
            name='LineOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.lineentry')),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.claim')),
                ('until', models.DateTimeField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='LineEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.lineentry')),
                ('how', models.CharField(choices=[('taken', 'taken'), ('declined', 'declined'), ('left', 'left'), ('passed', 'passed')], max_length=8)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='CampaignRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('who', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='HouseholdWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('door', models.CharField(max_length=64)),
                ('pieces', models.PositiveIntegerField()),
                ('words', models.CharField(max_length=500)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [],
            },
        ),
    ]
