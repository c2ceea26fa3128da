"""Providers that answer later, instalments that are tried again, and what banks say."""

import django.db.models.deletion
from django.db import migrations, models


TRUE_TO_ITSELF = """
INSERT INTO payments_movement (payment_id, kind, minor, external, by_id, at)
SELECT p.id, 'received', p.minor, 'whole', s.by_id, s.at
FROM payments_payment p JOIN payments_paymentstate s ON s.payment_id = p.id AND s.state = 'paid';

INSERT INTO payments_movement (payment_id, kind, minor, external, by_id, at)
SELECT p.id, 'refunded', p.minor, 'whole', s.by_id, s.at
FROM payments_payment p JOIN payments_paymentstate s ON s.payment_id = p.id AND s.state = 'refunded';

CREATE TRIGGER movements_stay BEFORE UPDATE OR DELETE ON payments_movement
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
"""

UNDO = "DROP TRIGGER movements_stay ON payments_movement;"


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_the_ledger_balances'),
        ('team', '0002_watched'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('looked', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PlanEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_ref', models.CharField(max_length=80, unique=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PlayCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('card', models.CharField(default='', max_length=19)),
                ('stage', models.CharField(default='open', max_length=12)),
                ('saves', models.BooleanField(default=False)),
                ('refunds', models.JSONField(default=dict)),
                ('dispute', models.CharField(default='', max_length=8)),
                ('return_url', models.TextField(default='')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Setup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(db_index=True, max_length=80)),
                ('party', models.CharField(max_length=40)),
                ('provider', models.CharField(max_length=20)),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('external', models.CharField(default='', max_length=255)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='paymentstate',
            name='state',
            field=models.CharField(choices=[('asked', 'asked'), ('failed', 'failed'), ('cancelled', 'cancelled'), ('paid', 'paid'), ('refunded', 'refunded')], max_length=12),
        ),
        migrations.CreateModel(
            name='HookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('event', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=80)),
                ('reference', models.CharField(default='', max_length=40)),
                ('external', models.CharField(default='', max_length=255)),
                ('came_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('came_at'), condition=models.Q(('handled_at', None)), name='hook_events_waiting')],
                'constraints': [models.UniqueConstraint(models.F('provider'), models.F('event'), name='a_hook_event_once')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(db_index=True, max_length=40)),
                ('provider', models.CharField(max_length=20)),
                ('token', models.CharField(max_length=255)),
                ('label', models.CharField(default='', max_length=60)),
                ('fingerprint', models.CharField(default='', max_length=80)),
                ('about', models.CharField(default='', max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('party'), models.F('provider'), models.F('token'), name='a_mandate_once')],
            },
        ),
        migrations.CreateModel(
            name='MandateEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('mandate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='payments.mandate')),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_ref', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField()),
                ('step', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('order_ref'), models.F('position'), models.F('step'), name='a_reminder_once')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
        ),
        migrations.CreateModel(
            name='BankEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.CharField(max_length=160, unique=True)),
                ('account', models.CharField(max_length=40)),
                ('booked', models.DateField()),
                ('minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('words', models.CharField(default='', max_length=500)),
                ('other', models.CharField(default='', max_length=140)),
                ('at', models.DateTimeField()),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.statement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minor', 0), _negated=True), name='a_bank_entry_moves_something')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=12)),
                ('number', models.PositiveSmallIntegerField()),
                ('key', models.CharField(max_length=160, unique=True)),
                ('external', models.CharField(default='', max_length=255)),
                ('redirect', models.TextField(default='')),
                ('outcome', models.CharField(default='', max_length=12)),
                ('why', models.CharField(default='', max_length=200)),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='payments.payment')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(models.F('payment'), models.F('action'), models.F('number'), name='an_attempt_once')],
            },
        ),
        migrations.CreateModel(
            name='BankMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(default='', max_length=40)),
                ('how', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.bankentry')),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.payment')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__gt', ''), ('payment', None)), models.Q(('account', ''), ('payment__isnull', False)), _connector='OR'), name='a_bank_match_names_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=120)),
                ('expected', models.BigIntegerField(default=0)),
                ('found', models.BigIntegerField(default=0)),
                ('currency', models.CharField(default='', max_length=3)),
                ('data', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='payments.checkrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('run'), models.F('kind'), models.F('about'), models.F('currency'), name='a_difference_once')],
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'received'), ('refunded', 'refunded'), ('refund_failed', 'refund_failed'), ('disputed', 'disputed'), ('dispute_won', 'dispute_won'), ('dispute_lost', 'dispute_lost'), ('fee', 'fee')], max_length=16)),
                ('minor', models.BigIntegerField()),
                ('external', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.payment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('payment'), models.F('kind'), models.F('external'), name='a_movement_once'), models.CheckConstraint(condition=models.Q(('minor__gt', 0)), name='a_movement_moves_something')],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minor', models.BigIntegerField()),
                ('key', models.CharField(max_length=120, unique=True)),
                ('why', models.CharField(default='', max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.payment')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minor__gt', 0)), name='a_refund_sends_something')],
            },
        ),
        migrations.RunSQL(TRUE_TO_ITSELF, UNDO),
    ]
