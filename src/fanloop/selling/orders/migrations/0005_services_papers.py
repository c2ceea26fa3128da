"""Papers of services and repairs; what is given back beside the worth of single pieces."""

import django.db.models.deletion
from django.db import migrations, models


_RATE = """
UPDATE orders_quote q SET tax_rate_bp = m.tax_rate_bp
FROM orders_repair r JOIN orders_shippedunit u ON u.id = r.shipped_id JOIN orders_shipment s ON s.id = u.shipment_id
JOIN orders_order o ON o.id = s.order_id JOIN markets_market m ON m.id = o.market_id
WHERE r.id = q.repair_id AND q.tax_minor > 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ('markets', '0002_rates'),
        ('orders', '0004_papers'),
        ('team', '0002_watched'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='tax_rate_bp',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunSQL(_RATE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='GivenBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minor', models.BigIntegerField()),
                ('key', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.member')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('minor__gt', 0)), name='something_is_given_back'),
                    models.UniqueConstraint(models.F('line'), models.F('key'), name='given_back_once_a_line'),
                    models.UniqueConstraint(models.F('order'), condition=models.Q(('line', None)), name='sending_is_given_back_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='paper',
            name='period',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.period'),
        ),
        migrations.AddField(
            model_name='paper',
            name='quote',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.quote'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('period', None), ('quote', None)), models.Q(('order', None), ('period__isnull', False), ('quote', None)), models.Q(('order', None), ('period', None), ('quote__isnull', False)), _connector='OR'), name='a_paper_is_about_one_thing'),
        ),
    ]
