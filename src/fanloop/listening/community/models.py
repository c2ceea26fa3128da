"""Talk: spaces, topics, replies."""

from django.conf import settings
from django.db import models


class Space(models.Model):
    """A place to talk, usually about one line or in one language."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField()
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=16, default="en")
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)


class Topic(models.Model):
    """What somebody started to talk about. Count and last moment are kept here, so that lists need no sums."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(max_length=300)
    body = models.TextField()
    language = models.CharField(max_length=16, default="en")
    at = models.DateTimeField()
    replies_count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "-last_at", "-id"], name="topic_by_space"),
            models.Index(fields=["-last_at", "-id"], name="topic_by_last"),
        ]


class Reply(models.Model):
    """One reply. Rows are read in the order of their id; `depth` only indents."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    body = models.TextField()
    depth = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "id"], name="reply_by_topic")]
