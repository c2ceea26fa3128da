from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fanloop.selling.campaigns.rules.fairness import FAIRNESS, REASONS


class Drop(models.Model):
    """A sale at an instant. Rules and commitment are published with the row and never change; the seed stays here
    until it is revealed. `entry_closes_at` is empty where nothing is drawn. `receipt_key` is the secret half of the key
    that seals receipts; a drop that was published before there were seals has none.
    """

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    fairness = models.CharField(max_length=8, choices=[(word, word) for word in FAIRNESS])
    entry_opens_at = models.DateTimeField()
    entry_closes_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField()
    rules = models.JSONField()
    rules_hash = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    seed = models.BinaryField()
    receipt_key = models.BinaryField(null=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entry_opens_at__gte=F("at"), opens_at__gt=F("entry_opens_at")),
                name="a_drop_is_published_first",
            ),
            models.CheckConstraint(
                condition=(Q(fairness="fifo") & Q(entry_closes_at=None))
                | (~Q(fairness="fifo") & Q(entry_closes_at__gt=F("entry_opens_at"))),
                name="what_is_drawn_closes",
            ),
        ]


class Turn(models.Model):
    """So many were interested that a person made a lottery of it, under a rule published before."""

    drop = models.OneToOneField(Drop, on_delete=models.PROTECT, related_name="+")
    interest = models.PositiveIntegerField()
    closes_at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Entry(models.Model):
    """A fan is in the waiting room. `code` is the fan's name in this draw alone; without `fan` nobody knows whose it
    was. `by_work` tells whether a proof of work came with it, or only time.
    """

    drop = models.ForeignKey(Drop, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=16)
    nonce = models.CharField(max_length=32)
    weight = models.PositiveSmallIntegerField()
    by_work = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("drop", "fan", name="one_entry_per_fan"),
            models.UniqueConstraint("drop", "code", name="one_code_per_entry"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="tickets_of_an_entry"),
        ]


class Draw(models.Model):
    """Entries are closed and their root is published. `crown` holds the tree from its ninth row up, so that a
    receipt is made from one block of leaves and not from a million.
    """

    drop = models.OneToOneField(Drop, on_delete=models.PROTECT, related_name="+")
    root = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    crown = models.BinaryField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Reveal(models.Model):
    """The seed is public, and with the late value it gave the order."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="+")
    late = models.CharField(max_length=200, default="")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class LeafBlock(models.Model):
    """A block of leaves of a closed draw: which entries they are, from leaf `first` on, their hashes, and what the draw
    asks of them. `key` is where the first one stands in the order of leaves, so that an entry finds its block. A row for
    each of a million leaves, with its indexes, would take minutes to write; four thousand blocks take a second.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.PositiveIntegerField()
    key = models.CharField(max_length=48, db_collation="C")
    entries = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()
    nonces = models.TextField()
    weights = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "first"], name="one_block_of_leaves"),
            models.UniqueConstraint(fields=["draw", "key"], name="one_block_from_a_key"),
        ]


class RankBlock(models.Model):
    """A block of the drawn order, both ways: from rank `first` on the `leaves` and their `entries`, and of the leaves
    from number `first` on the `ranks`.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.PositiveIntegerField()
    leaves = ArrayField(models.PositiveIntegerField())
    entries = ArrayField(models.BigIntegerField())
    ranks = ArrayField(models.PositiveIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "first"], name="one_block_of_ranks")]


class DrawFile(models.Model):
    """The paper of a draw as a file, written once when entries were closed and once more with the seed in it."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_revealed = models.BooleanField()
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "is_revealed"], name="one_file_of_a_draw")]


class Telling(models.Model):
    """Everybody hears how it went, the first ranks first: up to rank `upto` they have. `at` is the last portion's moment."""

    reveal = models.OneToOneField(Reveal, on_delete=models.PROTECT, related_name="+")
    upto = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Place(models.Model):
    """A rank that was served, with its leaf number; both count from 1."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    rank = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("draw", "number", name="one_place_per_leaf"),
            models.UniqueConstraint("draw", "rank", name="one_place_per_rank"),
        ]


class Winner(models.Model):
    """A rank was served: a claim on the pool is held for this fan."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField("stock.Claim", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Replacement(models.Model):
    """A person took a winner out, in public: the reason is counted on the drop's page, the words stay at the desk."""

    winner = models.OneToOneField(Winner, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=[(word, word) for word in REASONS])
    words = models.CharField(max_length=500)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class TakenBack(models.Model):
    """A person took a piece back from somebody whom no draw named: who came first, or after the draw. Counted in public."""

    drop = models.ForeignKey(Drop, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField("stock.Claim", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=[(word, word) for word in REASONS])
    words = models.CharField(max_length=500)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Rehearsal(models.Model):
    """Somebody tried the drop beforehand, and wrote down how it went."""

    drop = models.ForeignKey(Drop, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["drop", "at", "id"]
