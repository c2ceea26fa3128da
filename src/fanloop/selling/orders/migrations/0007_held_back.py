import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ENDS = ("let_through", "called_off", "settled")


class Migration(migrations.Migration):
    """Orders over a limit wait for a word. What was said of doors goes; the audit keeps it."""

    dependencies = [("orders", "0006_shelf_line"), ("team", "0002_watched")]

    operations = [
        migrations.CreateModel(
            name="HeldBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("household", "household"), ("card", "card")], max_length=12),
                ),
                ("key", models.CharField(db_index=True, max_length=64)),
                ("pieces", models.PositiveIntegerField()),
                ("limit", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("how", models.CharField(choices=[(each, each) for each in ENDS], default="", max_length=12)),
                ("words", models.CharField(blank=True, default="", max_length=500)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None),
                        fields=("order", "kind"),
                        name="held_back_once_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(ended_at=None, how=""), Q(ended_at__isnull=False, how__in=ENDS), _connector="OR"
                        ),
                        name="what_held_back_ends_somehow",
                    ),
                    models.CheckConstraint(
                        condition=~Q(how__in=["let_through", "called_off"])
                        | (Q(by__isnull=False) & ~Q(words="")),
                        name="a_word_has_an_author_and_a_reason",
                    ),
                ]
            },
        ),
        migrations.DeleteModel(name="DoorWord"),
    ]
