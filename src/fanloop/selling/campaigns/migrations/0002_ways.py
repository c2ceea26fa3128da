"""Ways to sell in advance: crowdfunding beside the pre-order, and promises that change in the open."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

PROTECT = django.db.models.deletion.PROTECT
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def to(model: str, *, null: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=PROTECT, null=null, related_name="+", to=model)


def one(model: str, *, null: bool = False) -> models.OneToOneField:  # type: ignore[type-arg]
    return models.OneToOneField(on_delete=PROTECT, null=null, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_initial"),
        ("orders", "0001_initial"),
        ("team", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="way",
            field=models.CharField(
                choices=[
                    ("preorder", "preorder"),
                    ("crowdfunding", "crowdfunding"),
                    ("drop", "drop"),
                ],
                default="preorder",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ID,
                (
                    "unit",
                    models.CharField(choices=[("pieces", "pieces"), ("money", "money")], max_length=8),
                ),
                ("threshold", models.BigIntegerField()),
                ("currency", models.CharField(default="", max_length=3)),
                ("rates", models.JSONField(default=dict)),
                ("flexible", models.BooleanField(default=False)),
                ("late_until", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("campaign", one("campaigns.campaign")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("threshold__gt", 0)), name="a_goal_asks_for_something"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Stretch",
            fields=[
                ID,
                ("amount", models.BigIntegerField()),
                ("title", models.JSONField()),
                ("words", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", to("team.member", null=True)),
                ("campaign", to("campaigns.campaign")),
            ],
            options={
                "ordering": ["campaign", "amount"],
                "constraints": [
                    models.UniqueConstraint(F("campaign"), F("amount"), name="one_stretch_per_amount")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                ID,
                ("title", models.JSONField()),
                ("words", models.JSONField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("opens_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("campaign", to("campaigns.campaign")),
            ],
            options={
                "ordering": ["campaign", "position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("opens_at", None),
                            ("closes_at", None),
                            ("closes_at__gt", F("opens_at")),
                            _connector="OR",
                        ),
                        name="a_tier_opens_first",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="offer", name="one_offer_per_variant_and_market"),
        migrations.AddField(model_name="offer", name="tier", field=to("campaigns.tier", null=True)),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                fields=("campaign", "variant", "market", "tier"),
                name="one_offer_per_variant_and_market",
                nulls_distinct=False,
            ),
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                ID,
                ("provider", models.CharField(max_length=20)),
                ("next_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("instead_of", one("campaigns.pledge", null=True)),
                ("offer", to("campaigns.offer")),
                ("order", one("orders.order")),
            ],
            options={
                "indexes": [
                    models.Index(
                        F("next_at"),
                        F("id"),
                        condition=Q(("next_at__isnull", False)),
                        name="pledges_to_look_at",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ID,
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("succeeded", "succeeded"),
                            ("missed", "missed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("counted", models.BigIntegerField()),
                ("pledges", models.PositiveIntegerField()),
                ("pieces", models.PositiveIntegerField()),
                ("pledged", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", to("team.member", null=True)),
                ("campaign", one("campaigns.campaign")),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ID,
                ("number", models.PositiveSmallIntegerField()),
                ("result", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("pledge", to("campaigns.pledge")),
            ],
            options={
                "constraints": [models.UniqueConstraint(F("pledge"), F("number"), name="one_charge_per_try")]
            },
        ),
        migrations.CreateModel(
            name="PromiseChange",
            fields=[
                ID,
                ("old_from", models.DateField()),
                ("old_to", models.DateField()),
                ("new_from", models.DateField()),
                ("new_to", models.DateField()),
                ("because", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("by", to("team.member")),
                ("campaign", to("campaigns.campaign")),
            ],
            options={
                "ordering": ["campaign", "at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("new_to__gte", F("new_from"))), name="a_moved_promise_has_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceStep",
            fields=[
                ID,
                ("price_minor", models.BigIntegerField()),
                ("old_minor", models.BigIntegerField(null=True)),
                ("starts_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("by", to("team.member", null=True)),
                ("offer", to("campaigns.offer")),
            ],
            options={
                "ordering": ["offer", "starts_at", "id"],
                "constraints": [
                    models.UniqueConstraint(F("offer"), F("starts_at"), name="one_price_step_at_a_time"),
                    models.CheckConstraint(condition=Q(("price_minor__gt", 0)), name="a_step_has_a_price"),
                ],
            },
        ),
    ]
