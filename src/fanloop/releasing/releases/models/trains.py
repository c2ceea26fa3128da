"""Tables of releases. A state is a row with an author and a time: a departure, a boarding, a note's revision."""

from django.db import models
from django.db.models import F, Q


class Train(models.Model):
    """One release of one line. `number` is `26.48` for a Friday, or the tag of an imported release.

    At `freezes_at` the doors close for changes that have no reason of their own; null where nobody set an hour.
    """

    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    leaves_at = models.DateTimeField()
    freezes_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=20, default="", blank=True)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "number"], name="one_train_per_number")]
        indexes = [
            models.Index(fields=["line", "-leaves_at"], name="train_by_line"),
            models.Index(fields=["-leaves_at", "-id"], name="train_by_time"),
        ]


class Departure(models.Model):
    """The train has left. `by` is null for trains that left before anybody kept records here."""

    train = models.OneToOneField(Train, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)


class Change(models.Model):
    """One thing that is different afterwards. `title` and `words` are content by language tag; `effort` is days of work."""

    class Kind(models.TextChoices):
        NEW = "new"
        IMPROVED = "improved"
        FIXED = "fixed"

    class Risk(models.TextChoices):
        LOW = "low"
        MEDIUM = "medium"
        HIGH = "high"

    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    title = models.JSONField()
    words = models.JSONField(default=dict)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    risk = models.CharField(max_length=6, choices=Risk.choices, default=Risk.MEDIUM)
    effort = models.FloatField(null=True)
    guessed = models.BooleanField(default=False)
    maker = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    maker_name = models.CharField(max_length=80, default="", blank=True)
    commit = models.CharField(max_length=40, default="", blank=True)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["line", "-id"], name="change_by_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["new", "improved", "fixed"]), name="change_kind_known"
            ),
            models.CheckConstraint(condition=Q(risk__in=["low", "medium", "high"]), name="change_risk_known"),
            models.CheckConstraint(condition=Q(effort=None) | Q(effort__gt=0), name="work_takes_days"),
        ]


class Boarding(models.Model):
    """A change aboard a train, until it is left behind. One place at a time, and the reason is kept.

    `why` is why it boarded, where the doors had closed or a proposal said so; `cause` is the kind of reason it left for.
    """

    class Cause(models.TextChoices):
        BETA = "beta"
        UNREADY = "unready"
        RISK = "risk"
        TRAIN = "train"
        PULLED = "pulled"
        MOVED = "moved"
        OTHER = "other"

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=400, default="", blank=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    why_left = models.CharField(max_length=400, default="", blank=True)
    cause = models.CharField(max_length=8, choices=Cause.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change"], name="one_place_per_change", condition=Q(left_at=None)
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, why_left="") | (Q(left_at__isnull=False) & ~Q(why_left="")),
                name="left_behind_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("at")), name="left_after_it_boarded"
            ),
        ]
        indexes = [models.Index(fields=["train"], name="aboard", condition=Q(left_at=None))]


class Credit(models.Model):
    """A fan stands behind a change; `for_what` is `asked`, `backed`, `helped` or `made`."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")
    fan = models.ForeignKey("fans.Fan", on_delete=models.CASCADE, related_name="+")
    for_what = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "fan", "for_what"], name="one_credit_per_deed")
        ]


class Note(models.Model):
    """What a train tells, in one language. A later revision replaces an earlier one; both are kept."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)
    body = models.TextField()
    generated = models.BooleanField(default=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    why = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["train", "language", "revision"], name="one_note_per_revision")
        ]
