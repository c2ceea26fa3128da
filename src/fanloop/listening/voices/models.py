"""Voices, the needs they become, and what people and the maker do about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.listening.voices.rules.kinds import KINDS, SOURCES

FAN = settings.AUTH_USER_MODEL


class Voice(models.Model):
    """What one person said: an idea, a bug, a question or praise. `guessed` marks a kind a rule chose."""

    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    guessed = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    words = models.TextField()
    language = models.CharField(max_length=16, default="en")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("products.Area", on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.CharField(max_length=80, default="", blank=True, db_index=True)
    source = models.CharField(max_length=12, choices=[(source, source) for source in SOURCES], default="site")
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="voice_by_time")]


class Backing(models.Model):
    """A supporting voice, "me too", with its words and the reply it came from."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="", blank=True)
    reply = models.CharField(max_length=80, default="", blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "voice", "fan", condition=Q(withdrawn_at=None, source_key=None), name="one_open_backing"
            )
        ]


class Answer(models.Model):
    """The first answer a person of the maker gave to a voice. Automatic replies are no answers."""

    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()


class Need(models.Model):
    """What many voices mean. The counts and scores are recomputed from rows, never added up."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.JSONField()
    words = models.JSONField(default=dict)
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("products.Area", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    guessed = models.BooleanField(default=False)
    at = models.DateTimeField()
    voices_count = models.PositiveIntegerField(default=0)
    backers_count = models.PositiveIntegerField(default=0)
    votes_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0)
    popularity = models.FloatField(default=0)
    score = models.FloatField(default=0)
    hot = models.FloatField(default=0)
    ranked_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["-score", "-votes_count", "-id"], name="need_by_score"),
            models.Index(fields=["-hot", "-votes_count", "-id"], name="need_by_hot"),
            models.Index(fields=["-at", "-id"], name="need_by_time"),
        ]


class Merge(models.Model):
    """A voice counted in a need: a link with an author and a time, undone without loss."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voice"], condition=Q(undone_at=None), name="one_need_per_voice")
        ]


class Joining(models.Model):
    """Two needs that mean the same: `need` counts in `into`. Nothing is copied, so undoing restores exactly."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(undone_at=None), name="joined_once"),
            models.CheckConstraint(condition=~Q(need=models.F("into")), name="no_need_joins_itself"),
        ]


class Vote(models.Model):
    """One of a fan's few votes. Withdrawn by the fan, or returned because the need shipped or was declined."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "fan"], condition=Q(withdrawn_at=None), name="one_open_vote"
            )
        ]


class Acceptance(models.Model):
    """A promise to build this: author, reason and date. `staged` marks one chosen for a demonstration."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    at = models.DateTimeField()
    staged = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(withdrawn_at=None), name="one_open_acceptance"
            )
        ]


class Closure(models.Model):
    """How a need ended, shipped or declined; its votes went back to the fans at this moment."""

    SHIPPED, DECLINED = "shipped", "declined"

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(SHIPPED, SHIPPED), (DECLINED, DECLINED)])
    because = models.TextField(default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(undone_at=None), name="one_open_closure")
        ]


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
