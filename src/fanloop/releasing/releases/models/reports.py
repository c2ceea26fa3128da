"""Tables of Tuesday: what fans tell of a week with an update, in four boxes and one verdict per change."""

from django.conf import settings
from django.db import models

from fanloop.releasing.releases.models.trains import Change, Train
from fanloop.releasing.releases.rules.reports import BOXES, SAYS, STEPS


class Report(models.Model):
    """One fan's week with one train. `device` is the line of the device, `variant` which of it, `build` what ran on it."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    used = models.TextField(default="", blank=True)
    liked = models.TextField(default="", blank=True)
    disliked = models.TextField(default="", blank=True)
    want = models.TextField(default="", blank=True)
    device = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    variant = models.CharField(max_length=120, default="", blank=True)
    build = models.CharField(max_length=60, default="", blank=True)
    language = models.CharField(max_length=16, default="en")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["train", "fan"], name="one_report_per_fan_and_train")]
        indexes = [models.Index(fields=["train", "-at", "-id"], name="reports_of_a_train")]


class ReportRevision(models.Model):
    """What a report said before its author changed it at `at`."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    used = models.TextField(default="", blank=True)
    liked = models.TextField(default="", blank=True)
    disliked = models.TextField(default="", blank=True)
    want = models.TextField(default="", blank=True)
    at = models.DateTimeField()


class Verdict(models.Model):
    """Whether a change did for this fan what it promised: `yes`, `no` or `not_tried`."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=10, choices=[(one, one) for one in SAYS])
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "change"], name="one_verdict_per_report_and_change"),
            models.CheckConstraint(condition=models.Q(says__in=SAYS), name="verdict_known"),
        ]
        indexes = [models.Index(fields=["change", "says"], name="verdicts_of_a_change")]


class BoxVoice(models.Model):
    """The voice that a filled box became. Words shown in public are always the voice's, so that moderation holds."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    box = models.CharField(max_length=10, choices=[(one, one) for one in BOXES])
    voice = models.OneToOneField("voices.Voice", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "box"], name="one_voice_per_box")]


class NotFixed(models.Model):
    """Most reporters said that a change did not help. `needs` are ids of what it re-opened by itself."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="+")
    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    needs = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["train"], name="not_fixed_of_a_train")]


class TuesdayStep(models.Model):
    """What the house did about a train's reports, once each: it invited, it reminded, it settled the week."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=[(one, one) for one in STEPS])
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["train", "step"], name="one_step_once")]
