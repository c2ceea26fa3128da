import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0001_initial'),
        ('releases', '0001_initial'),
        ('team', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('resumed_at', models.DateTimeField(null=True)),
                ('why_resumed', models.CharField(blank=True, default='', max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name='Hotfix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Lateness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station', models.CharField(max_length=10)),
                ('due', models.DateTimeField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station', models.CharField(choices=[('boarding', 'boarding'), ('frozen', 'frozen'), ('built', 'built'), ('beta', 'beta'), ('reported', 'reported'), ('closed', 'closed')], max_length=10)),
                ('why', models.CharField(blank=True, default='', max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Pulled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Retiming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.DateTimeField()),
                ('becomes', models.DateTimeField()),
                ('why', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Timetable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zone', models.CharField(max_length=64)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('leaves', models.TimeField()),
                ('every', models.PositiveSmallIntegerField(default=1)),
                ('starts', models.DateField()),
                ('freeze_minutes', models.PositiveIntegerField()),
                ('country', models.CharField(blank=True, default='', max_length=3)),
                ('region', models.CharField(blank=True, default='', max_length=12)),
                ('holidays', models.JSONField(default=dict)),
                ('own', models.JSONField(default=dict)),
                ('on_holiday', models.CharField(choices=[('move', 'move'), ('skip', 'skip'), ('keep', 'keep')], max_length=5)),
                ('why', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='boarding',
            name='cause',
            field=models.CharField(blank=True, choices=[('beta', 'Beta'), ('unready', 'Unready'), ('risk', 'Risk'), ('train', 'Train'), ('pulled', 'Pulled'), ('moved', 'Moved'), ('other', 'Other')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='boarding',
            name='why',
            field=models.CharField(blank=True, default='', max_length=400),
        ),
        migrations.AddField(
            model_name='change',
            name='effort',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='change',
            name='risk',
            field=models.CharField(choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='medium', max_length=6),
        ),
        migrations.AddField(
            model_name='train',
            name='freezes_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('risk__in', ['low', 'medium', 'high'])), name='change_risk_known'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('effort', None), ('effort__gt', 0), _connector='OR'), name='work_takes_days'),
        ),
        migrations.AddField(
            model_name='hold',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='hold',
            name='resumed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='hold',
            name='train',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train'),
        ),
        migrations.AddField(
            model_name='hotfix',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='hotfix',
            name='train',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train'),
        ),
        migrations.AddField(
            model_name='lateness',
            name='train',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train'),
        ),
        migrations.AddField(
            model_name='passage',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='passage',
            name='train',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train'),
        ),
        migrations.AddField(
            model_name='pulled',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='pulled',
            name='change',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.change'),
        ),
        migrations.AddField(
            model_name='retiming',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='retiming',
            name='train',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train'),
        ),
        migrations.AddField(
            model_name='timetable',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='timetable',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.line'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='train',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.train'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(condition=models.Q(('resumed_at', None)), fields=('train',), name='held_once'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='held_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('resumed_at', None), ('resumed_at__gte', models.F('at')), _connector='OR'), name='resumed_after_it_was_held'),
        ),
        migrations.AddConstraint(
            model_name='hotfix',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='hotfix_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='lateness',
            constraint=models.UniqueConstraint(fields=('train', 'station', 'due'), name='late_is_said_once'),
        ),
        migrations.AddIndex(
            model_name='passage',
            index=models.Index(fields=['train', 'id'], name='passage_by_train'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.CheckConstraint(condition=models.Q(('station__in', ['boarding', 'frozen', 'built', 'beta', 'reported', 'closed'])), name='departures_have_their_own_row'),
        ),
        migrations.AddConstraint(
            model_name='pulled',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='pulled_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='retiming',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='retimed_with_a_reason'),
        ),
        migrations.AddIndex(
            model_name='timetable',
            index=models.Index(fields=['line', '-id'], name='timetable_by_line'),
        ),
        migrations.AddConstraint(
            model_name='timetable',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6), ('every__gte', 1)), name='a_timetable_has_days'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='withdrawn_with_a_reason'),
        ),
    ]
