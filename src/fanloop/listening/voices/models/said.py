"""What people say: voices with what their form asks, me-toos, first answers, and the devices people own."""

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
    board = models.ForeignKey("voices.Board", on_delete=models.PROTECT, null=True, related_name="+")
    terms = models.ForeignKey("terms.Terms", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="voice_by_time")]


class Backing(models.Model):
    """A supporting voice, "me too": its words, the reply it came from, and on which device of one's own."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(FAN, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="", blank=True)
    reply = models.CharField(max_length=80, default="", blank=True)
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    variant = models.CharField(max_length=120, default="", blank=True)
    build = models.CharField(max_length=60, default="", blank=True)
    terms = models.ForeignKey("terms.Terms", on_delete=models.PROTECT, null=True, related_name="+")
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


class VoiceDetail(models.Model):
    """What a bug's form asks besides the words: on which device and build, how to see it, what was expected."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, primary_key=True, related_name="+")
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, null=True, related_name="+")
    variant = models.CharField(max_length=120, default="", blank=True)
    build = models.CharField(max_length=60, default="", blank=True)
    steps = models.TextField(default="", blank=True)
    expected = models.TextField(default="", blank=True)
    got = models.TextField(default="", blank=True)


class Gear(models.Model):
    """A device a fan says they own; forms about devices begin with it."""

    fan = models.ForeignKey(FAN, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=120, default="", blank=True)
    build = models.CharField(max_length=60, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fan", "line", "variant"], name="one_row_a_device")]
