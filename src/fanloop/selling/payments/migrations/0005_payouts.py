import django.db.models.deletion
from django.db import migrations, models

from fanloop.selling.payments.rules.movements import KINDS


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_vouchers")]

    operations = [
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("external", models.CharField(max_length=120)),
                ("minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("arrives", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.bankentry",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint("provider", "external", name="a_payout_once")]},
        ),
        migrations.AddField("movement", "currency", models.CharField(default="", max_length=3)),
        migrations.AddField("movement", "into", models.BigIntegerField(default=0)),
        migrations.AlterField(
            "movement", "kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=16)
        ),
        migrations.AddConstraint(
            "movement",
            models.CheckConstraint(
                condition=models.Q(kind__in=("changed", "changed_back"), into__gt=0, currency__gt="")
                | models.Q(~models.Q(kind__in=("changed", "changed_back")), into=0),
                name="a_change_names_both_sides",
            ),
        ),
    ]
