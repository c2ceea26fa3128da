from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fanloop.selling.launches.rules.phase import STEPS


class Launch(models.Model):
    """Something new. `teaser` are the words before its moment, `words` those from then on; `stream` is a plain link.

    `space` is where its live room is opened; without one there is no room. `event` puts it among the events.
    """

    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    slug = models.SlugField(max_length=60, unique=True)
    title = models.JSONField()
    teaser = models.JSONField()
    words = models.JSONField(default=dict, blank=True)
    stream = models.URLField(max_length=500, default="", blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    space = models.ForeignKey(
        "community.Space", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey("chat.Room", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(
        "events.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_launch_ends_after_it_starts"
            )
        ]


class LaunchChange(models.Model):
    """What a launch said before it was changed, by whom and when."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class LaunchStep(models.Model):
    """A launch went on, by somebody of the maker or, without one, by the clock."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=10, choices=[(step, step) for step in STEPS])
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "step"], name="a_launch_steps_once")]


class Picture(models.Model):
    """A picture of the teaser, with what is to be seen on it, until it is taken down."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    words = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    down_at = models.DateTimeField(null=True)


class Announcement(models.Model):
    """What the maker said during a launch."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="+")
    words = models.JSONField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")


class SignUp(models.Model):
    """A person wants to be told of a launch, once a person. `person` is a key that two ways of one person share.

    One by e-mail counts from `confirmed_at`; until then `agrees` holds which families its owner ticked, with the words
    they saw. Leaving blanks the address.
    """

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=60)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    email = models.EmailField(default="", blank=True)
    language = models.CharField(max_length=16, default="en")
    market = models.ForeignKey(
        "markets.Market", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wish = models.PositiveSmallIntegerField(default=0)
    agrees = models.JSONField(default=dict)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["launch", "person"], name="a_person_signs_up_once"),
            models.CheckConstraint(condition=Q(wish__lte=99), name="a_wish_is_small"),
        ]
