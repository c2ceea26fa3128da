"""Tables of events: what it is, how it changed, who comes, who was there."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fanloop.listening.community.queries import Space
from fanloop.listening.events.rules.kinds import KINDS
from fanloop.people.team.queries import Member


class Event(models.Model):
    """Something to come to. Moments are kept in UTC and told in `time_zone`."""

    kind = models.CharField(max_length=12)
    title = models.JSONField()
    words = models.JSONField(default=dict)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="+")
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    place = models.CharField(max_length=300, default="", blank=True)
    link = models.URLField(max_length=500, default="", blank=True)
    seats = models.PositiveIntegerField(null=True)
    kept = models.PositiveIntegerField(default=0)
    kept_level = models.PositiveSmallIntegerField(default=0)
    kept_until = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="known_kind_of_event"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="events_end_after_they_start"),
        ]


class EventChange(models.Model):
    """What an event said before it was changed, by whom and when."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class EventCancellation(models.Model):
    """An event does not take place."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=500)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Seat(models.Model):
    """A fan's seat: asked for at `at`, theirs since `going_at`, waiting while that is empty, given back at `left_at`."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12)
    at = models.DateTimeField()
    going_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "fan"], condition=Q(left_at=None), name="one_seat_a_fan"
            ),
            models.UniqueConstraint(fields=["event", "code"], name="one_code_a_seat"),
        ]


class CheckIn(models.Model):
    """Somebody of the maker saw the fan at the door."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
