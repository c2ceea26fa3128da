"""Invoices and credit notes, their numbers, who issues them; each line keeps its tax rate."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


_RATE = """
UPDATE orders_orderline l SET tax_rate_bp = m.tax_rate_bp
FROM orders_order o JOIN markets_market m ON m.id = o.market_id WHERE o.id = l.order_id AND l.tax_minor > 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0005_changed'),
        ('orders', '0003_carts'),
        ('markets', '0002_rates'),
        ('team', '0002_watched'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='orderline',
            name='tax_rate_bp',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Issuer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('street', models.CharField(max_length=160)),
                ('postcode', models.CharField(blank=True, default='', max_length=20)),
                ('city', models.CharField(max_length=100)),
                ('country', models.CharField(max_length=2)),
                ('tax_id', models.CharField(blank=True, default='', max_length=30)),
                ('registration', models.CharField(blank=True, default='', max_length=80)),
                ('iban', models.CharField(blank=True, default='', max_length=34)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
            ],
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invoice', 'invoice'), ('credit_note', 'credit_note')], max_length=12)),
                ('place', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=32, unique=True)),
                ('currency', models.CharField(max_length=3)),
                ('net_minor', models.BigIntegerField()),
                ('tax_minor', models.BigIntegerField()),
                ('gross_minor', models.BigIntegerField()),
                ('issued_on', models.DateField()),
                ('content', models.JSONField()),
                ('at', models.DateTimeField()),
                ('key', models.CharField(max_length=120, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.paper')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.series')),
            ],
            options={
                'ordering': ['issued_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PaperFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.storedfile')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.paper')),
            ],
        ),
        migrations.CreateModel(
            name='RateSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.CharField(max_length=3)),
                ('rate', models.DecimalField(decimal_places=8, max_digits=18)),
                ('day', models.DateField()),
                ('source', models.CharField(max_length=80)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='TaxId',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order')),
            ],
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(models.F('series'), models.F('place'), name='papers_count_without_a_gap'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('gross_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor'))), ('gross_minor__gte', 0)), name='a_papers_sums_agree'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects', None), ('kind', 'invoice')), models.Q(('corrects__isnull', False), ('kind', 'credit_note')), _connector='OR'), name='a_credit_note_corrects'),
        ),
        migrations.RunSQL(_RATE, migrations.RunSQL.noop),
    ]
