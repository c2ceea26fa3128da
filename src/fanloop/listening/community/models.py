"""Talk: spaces, topics, replies, and what hangs on them: edits, files, polls, best answers, mentions, drafts."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Space(models.Model):
    """A place to talk, usually about one line, in one market or in one language."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField()
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=16, default="en")
    position = models.PositiveIntegerField(default=0)
    topics_count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)


class Topic(models.Model):
    """What somebody started to talk about. Count and last moment are kept here, so that lists need no sums.

    `html` is `body` drawn by the renderer of `html_look`; older looks are drawn when they are read. `hot` is reckoned
    by the clock for topics that move, 0 for all others, so that the list of hot ones is a short index.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(default="")
    html_look = models.PositiveSmallIntegerField(default=0)
    about = models.CharField(max_length=80, default="")
    language = models.CharField(max_length=16, default="en")
    at = models.DateTimeField()
    replies_count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    hot = models.FloatField(default=0)
    edited_at = models.DateTimeField(null=True)
    terms = models.ForeignKey(
        "terms.Terms", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "-last_at", "-id"], name="topic_by_space"),
            models.Index(fields=["-last_at", "-id"], name="topic_by_last"),
            models.Index(fields=["about", "-id"], condition=~Q(about=""), name="topic_by_about"),
            models.Index(fields=["-last_at", "-id"], condition=Q(answered_at=None), name="topic_waiting"),
            models.Index(
                fields=["space", "-last_at", "-id"],
                condition=Q(answered_at=None),
                name="topic_waiting_by_space",
            ),
            models.Index(fields=["-hot", "-last_at", "-id"], condition=Q(hot__gt=0), name="topic_by_hot"),
        ]


class Reply(models.Model):
    """One reply. Rows are read in the order of their id; `depth` only indents."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    body = models.TextField()
    html = models.TextField(default="")
    html_look = models.PositiveSmallIntegerField(default=0)
    depth = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    terms = models.ForeignKey(
        "terms.Terms", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["topic", "id"], include=["author"], name="reply_in_topic"),
            models.Index(fields=["at"], include=["topic", "author"], name="reply_by_time"),
        ]


class Edit(models.Model):
    """What a topic or reply said before somebody changed it. Going back to it is one more edit."""

    about = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=300, default="")
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, default="")
    at = models.DateTimeField()


class Attachment(models.Model):
    """A picture or log under a topic or reply, by the name it came with."""

    about = models.CharField(max_length=80, db_index=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "file"], name="attached_once")]


class Mention(models.Model):
    """Somebody was called by @ in a topic or reply; the row keeps an edit from telling them again."""

    about = models.CharField(max_length=80)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "fan"], name="mentioned_once")]


class BestAnswer(models.Model):
    """The reply that settled a topic, by whose word and when; taken back, never deleted."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(undone_at=None), name="one_best_answer")
        ]


class Poll(models.Model):
    """A question with options in a topic. `shows_names`: everybody sees who chose what, else the counts alone."""

    topic = models.OneToOneField(Topic, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300)
    is_multiple = models.BooleanField(default=False)
    shows_names = models.BooleanField(default=False)
    at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="poll_option_place")]


class Ballot(models.Model):
    """One person's choice of one option; choosing anew withdraws it."""

    option = models.ForeignKey(PollOption, on_delete=models.PROTECT, related_name="+", db_index=False)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["option", "fan"], condition=Q(withdrawn_at=None), name="one_ballot_per_option"
            )
        ]


class Draft(models.Model):
    """Words somebody has not said yet, under a key of the page they belong to."""

    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fan", "key"], name="one_draft_per_place")]
