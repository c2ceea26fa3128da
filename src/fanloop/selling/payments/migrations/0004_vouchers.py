"""Gift cards and vouchers. The database itself refuses a balance that is not the sum of its uses."""

import django.db.models.deletion
from django.db import migrations, models


TRUE_TO_ITSELF = """
CREATE FUNCTION payments_voucher_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
BEGIN
    IF TG_TABLE_NAME = 'payments_voucheruse' THEN wanted := NEW.voucher_id; ELSE wanted := NEW.id; END IF;
    IF (SELECT balance FROM payments_voucher WHERE id = wanted)
        <> (SELECT coalesce(sum(minor), 0) FROM payments_voucheruse WHERE voucher_id = wanted) THEN
        RAISE EXCEPTION 'the balance of voucher % is not the sum of its uses', wanted
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER a_use_adds_up AFTER INSERT ON payments_voucheruse
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_voucher_adds_up();

CREATE CONSTRAINT TRIGGER a_voucher_adds_up AFTER INSERT OR UPDATE ON payments_voucher
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_voucher_adds_up();

CREATE TRIGGER uses_stay BEFORE UPDATE OR DELETE ON payments_voucheruse
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
"""

UNDO = """
DROP TRIGGER uses_stay ON payments_voucheruse;
DROP TRIGGER a_voucher_adds_up ON payments_voucher;
DROP TRIGGER a_use_adds_up ON payments_voucheruse;
DROP FUNCTION payments_voucher_adds_up;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_providers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(max_length=8)),
                ('minor', models.BigIntegerField()),
                ('balance', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('party', models.CharField(db_index=True, default='', max_length=40)),
                ('why', models.CharField(default='', max_length=200)),
                ('ends', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minor__gt', 0)), name='a_voucher_is_worth_something'), models.CheckConstraint(condition=models.Q(('balance__gte', 0)), name='a_voucher_never_owes')],
            },
        ),
        migrations.CreateModel(
            name='VoucherUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minor', models.BigIntegerField()),
                ('key', models.CharField(max_length=140, unique=True)),
                ('at', models.DateTimeField()),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.payment')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.voucher')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minor', 0), _negated=True), name='a_use_moves_something')],
            },
        ),
        migrations.RunSQL(TRUE_TO_ITSELF, UNDO),
    ]
