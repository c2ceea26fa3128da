import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0001_initial"),
        ("releases", "0002_timetable"),
        ("voices", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("used", models.TextField(blank=True, default="")),
                ("liked", models.TextField(blank=True, default="")),
                ("disliked", models.TextField(blank=True, default="")),
                ("want", models.TextField(blank=True, default="")),
                ("variant", models.CharField(blank=True, default="", max_length=120)),
                ("build", models.CharField(blank=True, default="", max_length=60)),
                ("language", models.CharField(default="en", max_length=16)),
                ("at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.line",
                    ),
                ),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "train",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="releases.train"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BoxVoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "box",
                    models.CharField(
                        choices=[
                            ("used", "used"),
                            ("liked", "liked"),
                            ("disliked", "disliked"),
                            ("want", "want"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "voice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="voices.voice"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="releases.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("used", models.TextField(blank=True, default="")),
                ("liked", models.TextField(blank=True, default="")),
                ("disliked", models.TextField(blank=True, default="")),
                ("want", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="releases.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("not_tried", "not_tried")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="releases.change"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="releases.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NotFixed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("yes", models.PositiveIntegerField()),
                ("no", models.PositiveIntegerField()),
                ("needs", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="releases.change"
                    ),
                ),
                (
                    "train",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="releases.train"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["train"], name="not_fixed_of_a_train")],
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["train", "-at", "-id"], name="reports_of_a_train"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("train", "fan"), name="one_report_per_fan_and_train"),
        ),
        migrations.AddConstraint(
            model_name="boxvoice",
            constraint=models.UniqueConstraint(fields=("report", "box"), name="one_voice_per_box"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["change", "says"], name="verdicts_of_a_change"),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                fields=("report", "change"), name="one_verdict_per_report_and_change"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("says__in", ("yes", "no", "not_tried"))), name="verdict_known"
            ),
        ),
        migrations.CreateModel(
            name="TuesdayStep",
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
                        choices=[("invited", "invited"), ("reminded", "reminded"), ("settled", "settled")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "train",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.train",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="tuesdaystep",
            constraint=models.UniqueConstraint(fields=("train", "step"), name="one_step_once"),
        ),
    ]
