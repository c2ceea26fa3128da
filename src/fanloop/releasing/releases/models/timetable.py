"""How trains run: the rhythm of a line, the stations a train has passed, what stopped it and what was taken off.

Every row has an author and a time, and where it is public a reason. That a train departed is told by `Departure` alone.
"""

from django.db import models
from django.db.models import F, Q

from fanloop.releasing.releases.models.trains import Change, Train
from fanloop.releasing.releases.rules.cadence import ON_HOLIDAY
from fanloop.releasing.releases.rules.stations import DEPARTED, STATIONS

PASSED = [name for name in STATIONS if name != DEPARTED]


def said_why(name: str) -> models.CheckConstraint:
    """The rule that a public reason is not empty, under a name of its own in each table."""
    return models.CheckConstraint(condition=~Q(why=""), name=name)


class Reasoned(models.Model):
    """What somebody did, or with None the house itself, for a reason that everybody may read."""

    why = models.CharField(max_length=400)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Timetable(Reasoned):
    """The rhythm of a line from now on; the newest row counts. `holidays` are names by ISO date.

    `country` and `region` say which public holidays are among them, so that a form can be filled again.
    """

    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=64)
    weekday = models.PositiveSmallIntegerField()
    leaves = models.TimeField()
    every = models.PositiveSmallIntegerField(default=1)
    starts = models.DateField()
    freeze_minutes = models.PositiveIntegerField()
    country = models.CharField(max_length=3, default="", blank=True)
    region = models.CharField(max_length=12, default="", blank=True)
    holidays = models.JSONField(default=dict)
    own = models.JSONField(default=dict)
    on_holiday = models.CharField(max_length=5, choices=[(one, one) for one in ON_HOLIDAY])

    class Meta:
        indexes = [models.Index(fields=["line", "-id"], name="timetable_by_line")]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6) & Q(every__gte=1), name="a_timetable_has_days")
        ]


class Passage(models.Model):
    """A train came to a station. `boarding` says that its doors opened again."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    station = models.CharField(max_length=10, choices=[(one, one) for one in PASSED])
    why = models.CharField(max_length=400, default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["train", "id"], name="passage_by_train")]
        constraints = [
            models.CheckConstraint(condition=Q(station__in=PASSED), name="departures_have_their_own_row")
        ]


class Hold(models.Model):
    """A train is stopped, before or after it left, until somebody resumes it; both reasons are public."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    why_resumed = models.CharField(max_length=400, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["train"], condition=Q(resumed_at=None), name="held_once"),
            said_why("held_with_a_reason"),
            models.CheckConstraint(
                condition=Q(resumed_at=None) | Q(resumed_at__gte=F("at")), name="resumed_after_it_was_held"
            ),
        ]


class Withdrawal(Reasoned):
    """A train was taken off: it will not leave, or what left with it is called back."""

    train = models.OneToOneField(Train, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [said_why("withdrawn_with_a_reason")]


class Pulled(Reasoned):
    """A change was withdrawn for good, from the platform, from its train, or after it had left."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [said_why("pulled_with_a_reason")]


class Hotfix(Reasoned):
    """A train out of turn, and the reason it could not wait for the next."""

    train = models.OneToOneField(Train, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [said_why("hotfix_with_a_reason")]


class Retiming(Reasoned):
    """A train leaves at another hour than it was planned for, by a new timetable or by hand."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    was = models.DateTimeField()
    becomes = models.DateTimeField()

    class Meta:
        constraints = [said_why("retimed_with_a_reason")]


class Lateness(models.Model):
    """A train has said of itself that it is late for a station; it says so once."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+")
    station = models.CharField(max_length=10)
    due = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["train", "station", "due"], name="late_is_said_once")]
