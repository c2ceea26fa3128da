"""What carts and codes need of a pool."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_holds")]

    operations = [
        migrations.CreateModel(
            "Reserve",
            [
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("about", models.CharField(max_length=80, unique=True)),
                ("quantity", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.pool"
                    ),
                ),
            ],
        )
    ]
