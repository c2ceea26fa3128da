"""Addresses, units kept and picked, shipments, returns, partners; what was packed is called picked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def picked(apps, schema_editor):
    """One word for one thing: the state of a box made ready."""
    apps.get_model("orders", "OrderState").objects.filter(state="packed").update(state="picked")


def packed(apps, schema_editor):
    apps.get_model("orders", "OrderState").objects.filter(state="picked").update(state="packed")


class Migration(migrations.Migration):

    dependencies = [
        ('devices', '0001_initial'),
        ('markets', '0001_initial'),
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('partners', '0001_initial'),
        ('products', '0001_initial'),
        ('stock', '0001_initial'),
        ('team', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(picked, packed),
        migrations.AlterField(
            model_name='orderstate',
            name='state',
            field=models.CharField(choices=[('placed', 'placed'), ('deposit_paid', 'deposit_paid'), ('paid', 'paid'), ('allocated', 'allocated'), ('picked', 'picked'), ('shipped', 'shipped'), ('delivered', 'delivered'), ('returned', 'returned'), ('refunded', 'refunded'), ('replaced', 'replaced'), ('cancelled', 'cancelled')], max_length=12),
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order')),
                ('kind', models.CharField(choices=[('delivery', 'delivery'), ('billing', 'billing')], max_length=12)),
                ('country', models.CharField(max_length=2)),
                ('name', models.CharField(max_length=120)),
                ('company', models.CharField(blank=True, default='', max_length=120)),
                ('street', models.CharField(max_length=120)),
                ('extra', models.CharField(blank=True, default='', max_length=120)),
                ('postcode', models.CharField(blank=True, default='', max_length=120)),
                ('city', models.CharField(max_length=120)),
                ('region', models.CharField(blank=True, default='', max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('order'), models.F('kind'), name='one_address_per_kind')],
            },
        ),
        migrations.CreateModel(
            name='Gift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order')),
                ('words', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.orderline')),
                ('quantity', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='an_allocation_keeps_something')],
            },
        ),
        migrations.CreateModel(
            name='Pick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.orderline')),
                ('quantity', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='a_pick_takes_something')],
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order')),
                ('carrier', models.CharField(max_length=20)),
                ('run', models.CharField(db_index=True, max_length=40)),
                ('tracking', models.CharField(blank=True, default='', max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('order'), models.F('run'), name='one_label_per_run')],
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('position', models.PositiveSmallIntegerField()),
                ('carrier', models.CharField(max_length=20)),
                ('tracking', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('order'), models.F('position'), name='one_shipment_per_position'), models.UniqueConstraint(models.F('order'), models.F('carrier'), models.F('tracking'), name='one_shipment_per_tracking')],
            },
        ),
        migrations.CreateModel(
            name='ShippedUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.shipment')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.unit')),
                ('back_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('back_at', None)), fields=('unit',), name='a_unit_is_with_one_person')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shipment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.shipment')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('number', models.CharField(max_length=48, unique=True)),
                ('reason', models.CharField(max_length=12)),
                ('words', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ('withdrawal', 'broken', 'wrong', 'warranty'))), name='known_return_reason')],
            },
        ),
        migrations.CreateModel(
            name='ReturnItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('back', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.return')),
                ('shipped', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.shippedunit')),
            ],
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.returnitem')),
                ('condition', models.CharField(max_length=12)),
                ('share_bp', models.PositiveSmallIntegerField()),
                ('minor', models.BigIntegerField()),
                ('words', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('condition__in', ('as_new', 'used', 'damaged'))), name='known_condition'), models.CheckConstraint(condition=models.Q(('share_bp__lte', 10000)), name='no_more_than_was_paid')],
            },
        ),
        migrations.CreateModel(
            name='WarrantyCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shipped', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.shippedunit')),
                ('voice', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('shipped'), models.F('voice'), name='one_case_per_voice_and_unit')],
            },
        ),
        migrations.CreateModel(
            name='CaseEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.warrantycase')),
                ('how', models.CharField(max_length=12)),
                ('words', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('how__in', ('repaired', 'replaced', 'refunded', 'declined'))), name='known_end_of_a_case')],
            },
        ),
        migrations.CreateModel(
            name='Replacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('instead_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('shipped', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.shippedunit')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.warrantycase')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner')),
                ('market', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.market')),
                ('pool', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.pool')),
                ('book', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.book')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('partner'), models.F('market'), name='one_channel_per_market')],
            },
        ),
        migrations.CreateModel(
            name='ChannelPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.channel')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.variant')),
                ('unit_minor', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('unit_minor__gt', 0)), name='a_channel_price_is_one'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('channel', 'variant'), name='one_channel_price_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ChannelOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.channel')),
                ('reference', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('channel'), models.F('reference'), name='one_order_per_reference')],
            },
        ),
    ]
