"""Tables of repositories: what was read from them, what it meant here, and what fans handed in."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Repository(models.Model):
    """Where the source of a line lives. `open_to` says who gets it: everybody, fans who are logged in, or the team.

    `web` is the address people browse; commits are at `web/commit/…` there. It is ended, never deleted.
    """

    EVERYBODY, FANS, TEAM = AUDIENCES = ("everybody", "fans", "team")

    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=500)
    branch = models.CharField(max_length=200, default="", blank=True)
    web = models.CharField(max_length=500, default="", blank=True)
    open_to = models.CharField(max_length=12, default=EVERYBODY)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "address"], name="one_repository_per_address", condition=Q(ended_at=None)
            )
        ]


class Secret(models.Model):
    """What webhooks of a repository are signed with (`hook`), or what is shown to read it (`token`).

    Two hook secrets at once while somebody changes over.
    """

    HOOK, TOKEN = "hook", "token"

    repository = models.ForeignKey(Repository, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8)
    value = models.CharField(max_length=300)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """A proven webhook message, once: the key is the sender's id of it."""

    repository = models.ForeignKey(Repository, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repository", "key"], name="one_delivery_per_key")]


class Reading(models.Model):
    """One look at a repository. `head` is where its branch stood; `failed` says in words why nothing could be read."""

    repository = models.ForeignKey(Repository, on_delete=models.PROTECT, related_name="+")
    branch = models.CharField(max_length=200, default="")
    head = models.CharField(max_length=64, default="")
    fresh = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=300, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["repository", "-id"], name="reading_last")]


class Commit(models.Model):
    """One commit of the branch, read once. `fan` made it, as far as that is certain; `member` is one of ours.

    `others` are its co-authors as {name, email, fan}; the lines that named them are not in `message`.
    """

    repository = models.ForeignKey(Repository, on_delete=models.PROTECT, related_name="+")
    sha = models.CharField(max_length=64)
    parents = models.JSONField(default=list)
    author_name = models.CharField(max_length=120)
    author_email = models.CharField(max_length=320)
    message = models.TextField()
    others = models.JSONField(default=list)
    diff = models.TextField()
    cut = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, default="")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repository", "sha"], name="one_commit_per_sha")]
        indexes = [
            models.Index(fields=["fingerprint"], name="commit_likeness", condition=~Q(fingerprint="")),
            models.Index(fields=["repository", "-id"], name="commit_last"),
        ]


class Request(models.Model):
    """A merged merge request. Its title and words count as the message of the commits it became; `count` is how many it
    had, 0 where nobody said.
    """

    repository = models.ForeignKey(Repository, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    words = models.TextField()
    url = models.CharField(max_length=500)
    commits = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repository", "number"], name="one_request_per_number")
        ]


class Link(models.Model):
    """A commit belongs to a change. `by` is set where a person said so."""

    commit = models.ForeignKey(Commit, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey("releases.Change", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commit", "change"], name="one_link_per_change")]


class Mention(models.Model):
    """A line of a commit and what came of it; line 0 speaks of the commit as a whole.

    `outcome` is linked, waits (the need is not promised yet) or a code of why not: also of why a fan's change stands on
    the platform. One that is not linked stands on the page of what could not be linked until it is, or until somebody
    leaves it.
    """

    LINKED, WAITS, GONE = "linked", "waits", "gone"

    commit = models.ForeignKey(Commit, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    need = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=12)
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commit", "line", "need", "text"], name="one_mention_per_line")
        ]
        indexes = [
            models.Index(
                fields=["-id"], name="mention_open", condition=~Q(outcome="linked") & Q(left_at=None)
            )
        ]


class Contribution(models.Model):
    """What a fan hands in. `body` is the patch, `said` the translation; `terms` the version the fan agreed to.

    `prints` are fingerprints, by which a patch is known again as a commit. An erased fan's row keeps neither name nor words.
    """

    PATCH, TRANSLATION, CLAIM = KINDS = ("patch", "translation", "claim")

    kind = models.CharField(max_length=12)
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey("releases.Change", on_delete=models.SET_NULL, null=True, related_name="+")
    commit = models.ForeignKey(Commit, on_delete=models.PROTECT, null=True, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    terms = models.ForeignKey("terms.Terms", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=160)
    words = models.TextField(default="", blank=True)
    body = models.TextField(default="", blank=True)
    language = models.CharField(max_length=16, default="", blank=True)
    said = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    prints = models.JSONField(default=list)
    misfits = models.JSONField(default=list)
    fits_at = models.CharField(max_length=64, default="", blank=True)
    request_url = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["change", "-id"], name="contribution_by_change"),
            models.Index(fields=["fan", "-id"], name="contribution_by_fan"),
        ]


class Decision(models.Model):
    """A person here said yes or no to a contribution, and why."""

    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    why = models.CharField(max_length=400)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Merging(models.Model):
    """A fan's patch is in the repository, and belongs to this change. How it was known: fingerprint, request or trailer."""

    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="+")
    commit = models.ForeignKey(Commit, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey("releases.Change", on_delete=models.CASCADE, related_name="+")
    known_by = models.CharField(max_length=12)
    at = models.DateTimeField()
