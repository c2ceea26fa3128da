"""Tables of the answer desk. A case's columns are the queue; its log is the truth, and reports read only that."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.listening.answers.rules.log import KINDS

FAN = settings.AUTH_USER_MODEL
STATES = OPEN, PAUSED, ANSWERED, EXCUSED = ("open", "paused", "answered", "excused")


class Hours(models.Model):
    """One version of named desk hours, never changed. `week` is seven texts; `days` says, per date, spans and a name."""

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    zone = models.CharField(max_length=60)
    week = models.JSONField()
    country = models.CharField(max_length=8, default="", blank=True)
    region = models.CharField(max_length=12, default="", blank=True)
    days = models.JSONField(default=dict)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="hours_version")]


class Policy(models.Model):
    """One version of a promise: so many seconds of these hours. `scope` is "", `space:3` or `market:eu`."""

    scope = models.CharField(max_length=80, default="", blank=True)
    version = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    hours = models.ForeignKey(Hours, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "version"], name="policy_version")]


class Case(models.Model):
    """Something a fan said that waits for its first answer, under the policy of the day it was said."""

    about = models.CharField(max_length=80, unique=True)
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, null=True, related_name="+")
    space = models.ForeignKey("community.Space", on_delete=models.PROTECT, null=True, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=[(each, each) for each in STATES], default=OPEN)
    claimed_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="case_queue", condition=Q(state__in=(OPEN, PAUSED))),
            models.Index(fields=["opened_at"], name="case_by_time"),
            models.Index(fields=["fan", "-opened_at"], name="case_by_fan"),
        ]


class CaseRef(models.Model):
    """What a case is about: a topic, a voice, or a topic and the voice raised from it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=80, unique=True)


class CannedAnswer(models.Model):
    """An answer prepared by a lead: a title and words per language with places to fill. Changing one ends it and adds another."""

    title = models.CharField(max_length=120)
    words = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class EscalationRule(models.Model):
    """So many minutes of desk time before a promise breaks, these people are told: a member, a squad or a duty."""

    MEMBER, SQUAD, DUTY = WHOSE = ("member", "squad", "duty")

    minutes = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=8, choices=[(each, each) for each in WHOSE])
    which = models.CharField(max_length=60)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class CaseEvent(models.Model):
    """One line of a case's log. `words` are the question or the reason, `ref` the answer, reply or member it names."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(each, each) for each in KINDS])
    at = models.DateTimeField()
    member = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="", blank=True)
    ref = models.CharField(max_length=80, default="", blank=True)
    rule = models.ForeignKey(EscalationRule, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="log_of_a_case")]
        constraints = [
            models.UniqueConstraint(fields=["case", "rule"], condition=Q(rule__isnull=False), name="escalated_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="answered"), name="answered_first_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="opened"), name="opened_once"),
        ]  # fmt: skip


class Draft(models.Model):
    """What a member has begun to answer; kept until it is sent."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("team.Member", on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="one_draft_each")]


class Verdict(models.Model):
    """A fan's word on an answer: did it help? The fan who asked, and anybody else who was involved, once each."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, related_name="+")
    helped = models.BooleanField()
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "fan"], name="one_verdict_each")]
