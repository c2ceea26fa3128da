"""Tables of moderation. `by` is empty where the house acted by its own rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.listening.moderation.rules.words import CONSEQUENCES, EFFECTS, VERDICTS

_FAN = settings.AUTH_USER_MODEL


class Hiding(models.Model):
    """Something taken out of sight, by whom and why; undone by somebody for a reason, never deleted."""

    about = models.CharField(max_length=80)
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")
    undone_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(undone_at=None), name="hidden_once")
        ]


class Review(models.Model):
    """One round of flags on one thing. `version` grows with every flag and judgement, so nobody judges what they have
    not read; `score` is the sum of the weights and `verdict` the judgement that stands, kept here for the queue.
    """

    about = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=80, default="")
    author = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")
    held = models.BooleanField(default=False)
    score = models.FloatField(default=0)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(judged_at=None), name="one_open_review")
        ]
        indexes = [
            models.Index(fields=["-score", "id"], condition=Q(judged_at=None), name="reviews_waiting"),
            models.Index(fields=["about"], name="reviews_of_a_thing"),
            models.Index(fields=["author", "-at"], name="reviews_of_an_author"),
        ]


class Flag(models.Model):
    """Somebody reports something; the weight is what it counted at that moment."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20)
    words = models.TextField(default="")
    weight = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "by"], name="one_flag_a_round")]
        indexes = [models.Index(fields=["by", "-at"], name="flags_of_a_reporter")]


class Judgement(models.Model):
    """A moderator's word on a review. `undone_at`: another judgement has taken its place since."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8)
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(undone_at=None), name="one_judgement_stands"
            ),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="known_verdict"),
        ]
        indexes = [models.Index(fields=["-at"], name="judgements_by_day")]


class Claim(models.Model):
    """A moderator reads a review; it ends by a judgement, by letting go, or by itself at `until`."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review"], condition=Q(ended_at=None), name="claimed_once")
        ]


class WatchedWord(models.Model):
    """A word that blocks, holds back or flags; `language` empty in every language."""

    word = models.CharField(max_length=80)
    language = models.CharField(max_length=16, default="")
    effect = models.CharField(max_length=8)
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["word", "language"], condition=Q(ended_at=None), name="watched_once"
            ),
            models.CheckConstraint(condition=Q(effect__in=EFFECTS), name="known_effect"),
        ]


class Passage(models.Model):
    """The trace of something that passed the gate: enough to count and to know the same words again, not the words."""

    fan = models.ForeignKey(_FAN, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=20)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, default="")
    hosts = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["fan", "at"], name="passages_of_a_fan")]


class FigureSetting(models.Model):
    """Thresholds that hold from `at` on: only what differs from the house's own figures."""

    figures = models.JSONField(default=dict)
    because = models.CharField(max_length=300, default="")
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)


class Strike(models.Model):
    """A mark on a fan. It counts until it expires or is lifted; the consequence ends on its own day."""

    fan = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    about = models.CharField(max_length=80, default="")
    consequence = models.CharField(max_length=8)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(consequence__in=CONSEQUENCES), name="known_consequence")
        ]
        indexes = [models.Index(fields=["fan", "-at"], name="strikes_of_a_fan")]


class Appeal(models.Model):
    """A fan asks again about a strike, or about a review of their words; one open appeal about each."""

    fan = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    strike = models.ForeignKey(Strike, on_delete=models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    why = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(strike=None, review__isnull=False) | Q(strike__isnull=False, review=None),
                name="an_appeal_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["strike"],
                condition=Q(decided_at=None, strike__isnull=False),
                name="one_open_appeal_a_strike",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(decided_at=None, review__isnull=False),
                name="one_open_appeal_a_review",
            ),
        ]


class Charge(models.Model):
    """A moderator looks after one place, such as `community.space:3`, until it is ended."""

    member = models.ForeignKey("team.Member", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=80)
    by = models.ForeignKey(_FAN, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(_FAN, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "scope"], condition=Q(ended_at=None), name="charged_once"
            )
        ]
