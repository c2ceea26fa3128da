"""What is tried: builds offered to rings, trials, and what the maker says about them."""

from django.db import models
from django.db.models import Q

from fanloop.people.team.queries import Member
from fanloop.releasing.beta.models.people import Seat
from fanloop.releasing.beta.models.programmes import Feature, Programme
from fanloop.releasing.beta.rules.words import OUTCOMES, SEVERITIES
from fanloop.things.builds.queries import Build
from fanloop.things.products.queries import Variant


class RingOffer(models.Model):
    """A build for one ring and all further in. It holds until it is taken back, with a reason."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="+")
    ring = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000, default="", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    why_withdrawn = models.CharField(max_length=400, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "build", "ring"],
                condition=Q(withdrawn_at=None),
                name="one_open_offer_a_ring",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(why_withdrawn=""), name="taken_back_with_a_reason"
            ),
        ]


class Trial(models.Model):
    """What a tester saw of a feature. Saying it again replaces it; the seat of somebody who was erased is null.

    `voice` is the ref of the voice its tester made of it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="+")
    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="+")
    feature = models.ForeignKey(Feature, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.CharField(max_length=40, default="", blank=True)
    outcome = models.CharField(max_length=8)
    words = models.TextField(default="", blank=True)
    voice = models.CharField(max_length=80, default="", blank=True, db_index=True)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="known_outcome"),
            models.UniqueConstraint(
                fields=["seat", "build", "feature", "device"],
                condition=Q(replaced_at=None, seat__isnull=False),
                nulls_distinct=False,
                name="one_last_word",
            ),
        ]
        indexes = [models.Index(fields=["build", "feature"], name="trials_of_a_build")]


class Confirmation(models.Model):
    """Somebody of the maker looked at a failing trial: how bad it is, or of which earlier trial it is the same.

    The newest row of a trial counts.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    severity = models.CharField(max_length=10)
    same_as = models.ForeignKey(Trial, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=400, default="", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="known_severity"),
            models.UniqueConstraint(
                fields=["trial"], condition=Q(replaced_at=None), name="one_confirmation_counts"
            ),
        ]
