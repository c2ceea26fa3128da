"""What a programme is: its phases, activities, questions, features, and the terms its testers sign."""

from django.db import models
from django.db.models import F, Q

from fanloop.people.team.queries import Member
from fanloop.releasing.beta.rules.words import PHASES, QUESTIONS
from fanloop.things.products.queries import Line


class Programme(models.Model):
    """Testers of one line, from `opens` to `closes` (None: no end). `level` is the trust level an applicant needs."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField()
    words = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(default=1)
    opens = models.DateTimeField()
    closes = models.DateTimeField(null=True)
    warn_days = models.PositiveSmallIntegerField(default=14)
    pause_days = models.PositiveSmallIntegerField(default=14)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes=None) | Q(closes__gt=F("opens")), name="programmes_close_after_they_open"
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="programme_level_is_a_level"),
            models.CheckConstraint(
                condition=Q(warn_days__gte=1, pause_days__gte=1), name="a_warning_comes_first"
            ),
        ]


class ProgrammeChange(models.Model):
    """What a programme said before it was changed, by whom and when."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Phase(models.Model):
    """A stretch of a programme with an end that fans count days to."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    title = models.JSONField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PHASES), name="known_kind_of_phase"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="phases_end_after_they_start"),
        ]


class Activity(models.Model):
    """Something to do and tick off, in one phase or in all of them."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.JSONField()
    words = models.JSONField(default=dict)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)


class Question(models.Model):
    """A question of the application. `options` are offered answers by language, for a choice."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    title = models.JSONField()
    options = models.JSONField(default=list)
    required = models.BooleanField(default=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=QUESTIONS), name="known_kind_of_question")]


class Feature(models.Model):
    """What a build is tried for. `weight` is 1 to 3; `about` is the ref of what it comes from, such as a change."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    title = models.JSONField()
    words = models.JSONField(default=dict)
    weight = models.PositiveSmallIntegerField(default=1)
    about = models.CharField(max_length=80, default="", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=3), name="feature_weighs_1_to_3")
        ]


class BetaTerms(models.Model):
    """One version of what testers sign; never changed once published."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    text = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    said: str
    """The text in the reader's language; queries put it there."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="one_text_per_version")]
