import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('builds', '0001_initial'),
        ('releases', '0005_notes'),
        ('team', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Load',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('off_at', models.DateTimeField(null=True)),
                ('build', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='builds.build')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('train', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(choices=[('go', 'go'), ('no_go', 'no_go')], max_length=5)),
                ('why', models.CharField(blank=True, default='', max_length=400)),
                ('seen', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.load')),
            ],
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.UniqueConstraint(condition=models.Q(('off_at', None)), fields=('train',), name='one_build_aboard'),
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.CheckConstraint(condition=models.Q(('off_at', None), ('off_at__gte', models.F('at')), _connector='OR'), name='off_after_it_was_loaded'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['load', '-id'], name='decisions_of_a_load'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('says__in', ('go', 'no_go'))), name='decision_known'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('says', 'go'), models.Q(('why', ''), _negated=True), _connector='OR'), name='no_go_has_a_reason'),
        ),
    ]
