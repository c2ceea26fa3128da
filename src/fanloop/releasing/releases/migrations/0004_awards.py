import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0003_reports"),
        ("team", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BonusPool",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("minor", models.BigIntegerField()),
                ("because", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "pool",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="releases.bonuspool"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PoolShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("equal", models.BigIntegerField()),
                ("awards", models.BigIntegerField()),
                ("verdicts", models.BigIntegerField()),
                ("bounds", models.JSONField(default=list)),
                ("yes", models.PositiveIntegerField()),
                ("no", models.PositiveIntegerField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.settlement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("votes", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "train",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="releases.train"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("votes", models.PositiveIntegerField()),
                ("of", models.PositiveIntegerField()),
                ("lower", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "train",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.train",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("train", "member"), name="one_award_per_train_and_engineer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("votes__lte", models.F("of")), ("lower__lte", 1000)),
                        name="award_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AwardVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=400)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.member"
                    ),
                ),
                (
                    "train",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.train",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["train", "member"], name="votes_of_a_train")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("train", "fan"),
                        name="one_vote_per_fan_and_train",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="bonuspool",
            index=models.Index(fields=["-begins", "-id"], name="pools_by_quarter"),
        ),
        migrations.AddConstraint(
            model_name="bonuspool",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__gte", 0)), name="pool_not_below_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="poolshare",
            constraint=models.UniqueConstraint(
                fields=("settlement", "member"), name="one_share_per_settlement"
            ),
        ),
    ]
