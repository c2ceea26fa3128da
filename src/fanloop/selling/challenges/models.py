"""Tables of challenges. What was agreed to for a picture outlives the picture."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from fanloop.people.team.queries import Member

WORDING: Final = "pages-and-press-1"
"""What a fan ticks when they let the maker use an entry; another wording is another name here."""


class Challenge(models.Model):
    """What is asked for. `terms`: the version of the contribution terms that was in force when it opened."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField()
    words = models.JSONField()
    prize = models.JSONField(default=dict, blank=True)
    tag = models.CharField(max_length=40, db_index=True)
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="+")
    terms = models.ForeignKey("terms.Terms", on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="challenges_close_after_they_open"
            )
        ]


class Withdrawal(models.Model):
    """A challenge ended before its time."""

    challenge = models.OneToOneField(Challenge, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=500)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Entry(models.Model):
    """A fan's picture. `terms` is the version its author had agreed to. Taken back, it has no picture and no words."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    caption = models.CharField(max_length=500, default="", blank=True)
    described = models.CharField(max_length=300, default="", blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    terms = models.ForeignKey("terms.Terms", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["tags"], name="entry_by_tag"),
            models.Index(fields=["challenge", "-id"], name="entry_in_challenge"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None, file__isnull=False)
                | Q(taken_back_at__isnull=False, file=None, caption=""),
                name="an_entry_has_a_picture_until_taken_back",
            )
        ]


class Use(models.Model):
    """The maker may show the entry on its own pages and to the press, in this wording, until it is withdrawn."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    wording = models.CharField(max_length=40, default=WORDING)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(withdrawn_at=None), name="one_use_of_an_entry"
            )
        ]


class Vote(models.Model):
    """A fan likes an entry; taken back, never deleted."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "fan"], condition=Q(withdrawn_at=None), name="one_vote_an_entry"
            )
        ]


class Win(models.Model):
    """A person of the maker chose this entry, and says why."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=500)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
