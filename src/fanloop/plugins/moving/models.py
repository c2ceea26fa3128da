"""What was brought in, by whom, how far it came, and what it made."""

from django.db import models


class Run(models.Model):
    """A community brought in from `name`, a file of this hash; times say how far it came.

    Looked at: no `started_at`. Running: `started_at`. Ended: `ended_at`, with `failed` in words if it did not go well.
    Taken back: `undone_at`, and `stayed` names what people had built on. `source` is the hash of the kept upload, which is
    given away when it is no longer needed; runs of the command line have none. `forum` is the host a Discourse forum has,
    as it was told; `keyed` is the host that stands in the keys of what it made, none for a forum known from before.
    """

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=64, default="")
    space = models.ForeignKey("community.Space", on_delete=models.SET_NULL, null=True, related_name="+")
    columns = models.JSONField(default=dict)
    forum = models.CharField(max_length=60, default="")
    keyed = models.CharField(max_length=60, default="")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=300, default="")
    undone_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    seen = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    stayed = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-id"], condition=~models.Q(started_at=None), name="runs_begun")]


class Made(models.Model):
    """A row this run made, by reference, and the thread it belongs to; a need of several threads has a row for each."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+", db_index=False)
    ref = models.CharField(max_length=80)
    thread = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "thread", "ref"], name="made_once")]
