"""Plans become columns: rows of parts, lots and pegs are written into one sheet per plan, then their tables go."""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import django.db.models.deletion
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import migrations, models

AMOUNT = pa.decimal128(38, 12)
LAST = Decimal("1e-12")
PARTS = pa.schema({
    "part": pa.int64(), "group": pa.int64(), "on_hand": AMOUNT, "on_hand_assumed": pa.bool_(),
    "terms": pa.int64(), "yields": AMOUNT, "gross": pa.list_(AMOUNT), "receipts": pa.list_(AMOUNT),
})
LOTS = pa.schema({
    "number": pa.int32(), "part": pa.int64(), "partner": pa.int64(), "is_made": pa.bool_(), "week": pa.int16(),
    "release": pa.int16(), "late": pa.int16(), "quantity": AMOUNT, "needed": AMOUNT,
})
PEGS = pa.schema({"lot": pa.int32(), "build": pa.int64(), "why": pa.string(), "quantity": AMOUNT})


def exact(value):
    return Decimal(value).quantize(LAST)


def written(schema, rows):
    columns = list(zip(*rows)) or [()] * len(schema)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema)]
    file = BytesIO()
    pq.write_table(pa.table(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def into_columns(apps, editor):
    for plan in apps.get_model("supply", "Plan").objects.order_by("id").iterator():
        one_plan(apps, plan)
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def one_plan(apps, plan):
    model = lambda name: apps.get_model("supply", name).objects
    rows = list(model("PlanRow").filter(plan=plan).order_by("position"))
    lots = list(model("PlannedOrder").filter(plan=plan).order_by("id"))
    number = {lot.id: place for place, lot in enumerate(lots)}
    week = lambda day: (day - plan.start_week).days // 7
    parts = [
        (row.part_id, row.group_id, exact(row.on_hand), row.on_hand_assumed, row.terms_id, exact(1),
         [exact(each) for each in row.gross], [exact(each) for each in row.receipts])
        for row in rows
    ]
    columns = [
        (number[lot.id], lot.part_id, lot.partner_id, lot.kind == "make", week(lot.week), week(lot.release_week), lot.late,
         exact(lot.quantity), exact(lot.needed))
        for lot in lots
    ]
    pegs = [
        (number[peg.planned_order_id], peg.build_id, peg.why, exact(peg.quantity))
        for peg in model("Peg").filter(planned_order__plan=plan).order_by("planned_order_id", "id")
    ]
    model("PlanSheet").create(
        plan=plan, parts=written(PARTS, parts), lots=written(LOTS, columns), pegs=written(PEGS, pegs)
    )
    there = {lot.id: lot.week + timedelta(weeks=lot.late) for lot in lots}
    message = apps.get_model("supply", "PlanMessage")
    model("PlanMessage").bulk_create(
        message(plan=plan, part_id=lot.part_id, code="late_start", quantity=lot.quantity, week=lot.week, better=there[lot.id])
        for lot in lots
        if lot.late
    )
    write_sums(apps, plan, rows, [lot for lot in lots if lot.kind == "buy"], there)


def write_sums(apps, plan, rows, lots, there):
    terms = apps.get_model("supply", "Terms").objects.in_bulk([row.terms_id for row in rows if row.terms_id])
    of = {row.part_id: terms[row.terms_id] for row in rows if row.terms_id}
    sums = defaultdict(lambda: [0, 0, 0])
    for lot in lots:
        if lot.part_id in of:
            own = of[lot.part_id]
            found = sums[own.partner_id, own.currency, there[lot.id]]
            found[0] += 1
            found[1] += bool(lot.late)
            found[2] += int((lot.quantity * own.price_minor).quantize(Decimal(1), ROUND_HALF_UP))
    model = apps.get_model("supply", "SupplierWeek")
    model.objects.bulk_create(
        model(plan=plan, partner_id=partner, currency=currency, week=week, lots=count, late=late, minor=minor)
        for (partner, currency, week), (count, late, minor) in sums.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0002_watched'),
        ('products', '0002_watched'),
        ('supply', '0001_initial'),
        ('team', '0002_watched'),
    ]

    operations = [
        migrations.AlterField(
            model_name='surplus',
            name='why',
            field=models.CharField(choices=[('lot', 'Lot'), ('safety', 'Safety'), ('bet', 'Bet'), ('loss', 'Loss')], max_length=6),
        ),
        migrations.CreateModel(
            name='PartRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('safety', models.DecimalField(decimal_places=4, default=Decimal('0'), max_digits=14)),
                ('yields', models.DecimalField(decimal_places=4, default=Decimal('1'), max_digits=5)),
                ('scrap', models.DecimalField(decimal_places=4, default=Decimal('0'), max_digits=5)),
                ('periods', models.PositiveSmallIntegerField(default=1)),
                ('frozen', models.PositiveSmallIntegerField(default=0)),
                ('phantom', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.part')),
            ],
            options={
                'indexes': [models.Index(fields=['part', '-at'], name='supply_part_part_id_16482a_idx')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('safety__gte', 0)), name='a_safety_stock_is_not_negative'),
                    models.CheckConstraint(condition=models.Q(('scrap__gte', 0), ('scrap__lt', 1), ('yields__gt', 0), ('yields__lte', 1)), name='a_yield_and_a_scrap_are_shares'),
                    models.CheckConstraint(condition=models.Q(('periods__gte', 1)), name='a_lot_covers_a_week'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlanMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('late_start', 'Late Start'), ('frozen', 'Frozen'), ('expedite', 'Expedite'), ('defer', 'Defer'), ('cancel', 'Cancel'), ('excess', 'Excess')], max_length=12)),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=16)),
                ('week', models.DateField()),
                ('better', models.DateField(null=True)),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.part')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='supply.plan')),
            ],
        ),
        migrations.CreateModel(
            name='PlanSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('parts', models.BinaryField()),
                ('lots', models.BinaryField()),
                ('pegs', models.BinaryField()),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='supply.plan')),
            ],
        ),
        migrations.CreateModel(
            name='SupplierWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('week', models.DateField()),
                ('lots', models.PositiveIntegerField()),
                ('late', models.PositiveIntegerField()),
                ('minor', models.BigIntegerField()),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='supply.plan')),
            ],
            options={
                'ordering': ['partner__name', 'currency', 'week'],
                'constraints': [
                    models.UniqueConstraint(fields=('plan', 'partner', 'currency', 'week'), name='one_sum_per_supplier_and_week'),
                ],
            },
        ),
        migrations.RunPython(into_columns, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='Peg',
        ),
        migrations.DeleteModel(
            name='PlannedOrder',
        ),
        migrations.DeleteModel(
            name='PlanRow',
        ),
    ]
