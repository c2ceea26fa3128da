"""Who takes part: applications, signatures, waves and their draws, seats with their pauses and warnings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fanloop.people.team.queries import Member
from fanloop.releasing.beta.models.programmes import Activity, BetaTerms, Programme

FAN = settings.AUTH_USER_MODEL


class Application(models.Model):
    """A fan asks for a seat. `answers` are by question number, `devices` are variants' SKUs with a revision.

    `code` stands for the fan in published draws; nobody else can tell whose it is.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12)
    answers = models.JSONField(default=dict)
    devices = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    seated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_code_an_application"),
            models.UniqueConstraint(
                fields=["programme", "fan"],
                condition=Q(withdrawn_at=None, seated_at=None),
                name="one_open_application",
            ),
        ]


class Signature(models.Model):
    """A fan signed one version of the terms."""

    terms = models.ForeignKey(BetaTerms, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terms", "fan"], name="signed_once")]


class Wave(models.Model):
    """So many seats of a ring, drawn with a secret whose hash stands here from the first day.

    `quotas` is a list of `{kind, value, seats}` in the order in which they are filled. The secret is told by the draw.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    seats = models.PositiveIntegerField()
    quotas = models.JSONField(default=list)
    ring = models.PositiveSmallIntegerField(default=1)
    closes = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_wave_per_number"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("at")), name="a_wave_is_announced_before_it_closes"
            ),
        ]


class Secret(models.Model):
    """What a wave will be drawn with; it is nobody's to read until the draw has told it."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = models.CharField(max_length=64)


class Draw(models.Model):
    """A wave was drawn: the secret, the pool as it was published, and the codes that are in, smallest ticket first."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=64)
    pool = models.JSONField()
    chosen = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Seat(models.Model):
    """A fan's place. `wave` is null for who was asked in person; a seat that ends has a reason and an author."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, null=True, related_name="+")
    ring = models.PositiveSmallIntegerField(default=1)
    devices = models.JSONField(default=dict)
    active_at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    why_left = models.CharField(max_length=400, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "fan"], condition=Q(left_at=None), name="one_beta_seat_a_fan"
            ),
            models.CheckConstraint(
                condition=Q(left_by=None) | ~Q(why_left=""), name="a_seat_is_taken_with_a_reason"
            ),
        ]


class RingMove(models.Model):
    """A seat went to another ring."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Pause(models.Model):
    """A seat rests: its fan said so, or was quiet after a warning (`is_quiet`). It ends with one click."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    is_quiet = models.BooleanField(default=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at=None), name="one_open_pause")
        ]


class Reminder(models.Model):
    """A quiet tester was asked whether they are still there."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class Done(models.Model):
    """A tester ticked an activity off."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "seat"], name="done_once")]
