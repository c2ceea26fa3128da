"""What may mean the same, and what people judged."""

from django.db import models
from django.db.models import Q


class Fingerprint(models.Model):
    """What a voice or a need means to one model: float16 numbers as bytes, written again when the words change."""

    about = models.CharField(max_length=80)
    model = models.CharField(max_length=40)
    words_hash = models.CharField(max_length=32)
    vector = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "model"], name="one_fingerprint_per_model")]


class Likeness(models.Model):
    """Two things that may mean the same, found by the weekly search. It says nothing and changes nothing by itself."""

    one = models.CharField(max_length=80)
    other = models.CharField(max_length=80)
    score = models.FloatField()
    parts = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_likeness_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="likeness_in_order"),
        ]
        indexes = [models.Index(fields=["-score", "-id"], name="likeness_by_score")]


class Judgement(models.Model):
    """What a person decided about a pair. Kept for ever; the newest of a pair counts, so a change of mind is a new row."""

    SAME, DIFFERENT, LATER = "same", "different", "later"

    likeness = models.ForeignKey(Likeness, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=[(SAME, SAME), (DIFFERENT, DIFFERENT), (LATER, LATER)])
    score = models.FloatField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["likeness", "-id"], name="judgement_newest")]


class Sorter(models.Model):
    """A kind suggester learned from voices whose kind people chose; the newest one suggests."""

    at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    macro_f1 = models.FloatField()
    weights = models.BinaryField()
