"""Carts, the shelf, and services beside the hardware."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0001_initial"),
        ("markets", "0002_rates"),
        ("orders", "0002_logistics"),
        ("products", "0002_watched"),
        ("stock", "0003_pools_of_many"),
        ("team", "0002_watched"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=43, unique=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "fan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="markets.market"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True)),
                ("minor", models.BigIntegerField()),
                ("begins", models.DateField()),
                ("key", models.CharField(max_length=120, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="devices.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContractEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ends_on", models.DateField()),
                ("why", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.contract"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("minor", models.BigIntegerField()),
                ("tax_rate_bp", models.PositiveIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("recognised_at", models.DateTimeField(null=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.contract"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Repair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True)),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shipped",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.shippedunit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("tax_minor", models.BigIntegerField()),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.member",
                    ),
                ),
                (
                    "repair",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.repair"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RepairStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[("accepted", "accepted"), ("declined", "declined"), ("done", "done")],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "repair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.repair"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("subscription", "subscription"), ("warranty", "warranty")], max_length=12
                    ),
                ),
                ("name", models.JSONField()),
                ("words", models.JSONField()),
                ("minor", models.BigIntegerField()),
                ("months", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.member",
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="markets.market"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="contract",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.service"
            ),
        ),
        migrations.CreateModel(
            name="ShelfOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_minor", models.BigIntegerField()),
                ("limit_per_person", models.PositiveSmallIntegerField(default=5)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.member",
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="markets.market"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.pool"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="products.variant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CartChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pieces", models.SmallIntegerField()),
                ("key", models.CharField(max_length=120, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.cart"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.shelfoffer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Shipping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minor", models.BigIntegerField()),
                ("tax_rate_bp", models.PositiveIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShippingPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minor", models.BigIntegerField()),
                ("free_from_minor", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.member",
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="markets.market"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("fan", "market"),
                name="one_open_cart_per_market",
            ),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.CheckConstraint(
                condition=models.Q(("order", None), ("ended_at__isnull", False), _connector="OR"),
                name="an_ordered_cart_is_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                models.F("contract"), models.F("position"), name="one_period_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                models.F("contract"), models.F("starts"), name="one_period_per_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))), name="a_period_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__gte", 0)), name="a_quote_is_no_debt_of_ours"
            ),
        ),
        migrations.AddConstraint(
            model_name="repairstep",
            constraint=models.UniqueConstraint(
                models.F("repair"), models.F("step"), name="a_repair_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__gt", 0), ("months__gt", 0)), name="a_service_costs_and_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("code", "market"),
                name="one_service_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="shelfoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_per_person__gt", 0), ("unit_minor__gt", 0)),
                name="a_shelf_price_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="shelfoffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("variant", "market"),
                name="one_shelf_offer_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="cartchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pieces", 0), _negated=True), ("pieces__gte", -9900), ("pieces__lte", 99)
                ),
                name="a_change_changes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipping",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__gt", 0)), name="shipping_that_costs"
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__gte", 0)), name="shipping_costs_something_or_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingprice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("market",),
                name="one_shipping_price_at_a_time",
            ),
        ),
    ]
