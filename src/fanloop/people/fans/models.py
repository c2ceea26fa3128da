from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from fanloop.people.fans.ports import is_founder
from fanloop.people.markets.queries import Market


class Fan(AbstractBaseUser):
    """A person. One without an e-mail was imported or replayed and cannot log in."""

    handle = models.CharField(max_length=60, unique=True)
    email = models.EmailField(unique=True, null=True)
    name = models.CharField(max_length=120, default="", blank=True)
    language = models.CharField(max_length=16, default="en")
    market = models.ForeignKey(Market, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=16, default="", blank=True)
    joined_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    source_key = models.CharField(max_length=120, null=True, unique=True)

    objects = BaseUserManager["Fan"]()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    @property
    def shown_name(self) -> str:
        return self.name or self.handle

    def get_short_name(self) -> str:
        """Django's own word for it; the head of every page greets with it."""
        return self.shown_name

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this; the drawer is for founders."""
        return self.is_active and self.pk is not None and is_founder(self.pk)

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002 -- Django's signature
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002 -- Django's signature
        return self.is_staff


class Pseudonym(models.Model):
    """The person's key: rows that never change hold `code`; without this row nobody knows whose it was."""

    fan = models.OneToOneField(Fan, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=24, unique=True)


class Erasure(models.Model):
    """A fan was forgotten, on whose word and when."""

    fan = models.OneToOneField(Fan, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Fan, on_delete=models.PROTECT, related_name="+")


class Unnamed(models.Model):
    """A fan asked not to be named in notes, credits and thanks; without a row the terms hold, which name people."""

    fan = models.OneToOneField(Fan, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class Group(models.Model):
    """Named people, filled from outside by key."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)


class Membership(models.Model):
    """A fan in a group, until `left_at`."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "fan"], condition=models.Q(left_at=None), name="in_a_group_once"
            ),
        ]


class Notice(models.Model):
    """One line of an inbox, as data; the face writes the sentence in the reader's language."""

    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    about = models.CharField(max_length=80, default="", blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=160, unique=True, null=True)
    bundle = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["fan", "-at"], name="inbox"),
            models.Index(fields=["fan"], name="inbox_unread", condition=models.Q(read_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fan", "bundle"],
                condition=models.Q(read_at=None) & ~models.Q(bundle=""),
                name="bundled_while_unread",
            ),
        ]


class MailChoice(models.Model):
    """How often a family of letters comes to a fan; without a row the house's own habit holds."""

    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+", db_index=False)
    family = models.CharField(max_length=16)
    rhythm = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fan", "family"], name="one_mail_choice")]
        indexes = [models.Index(fields=["family", "rhythm"], include=["fan"], name="mail_by_rhythm")]


class Digest(models.Model):
    """The digest of a period was made for a fan; a letter was written if there was something to say."""

    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+", db_index=False)
    rhythm = models.CharField(max_length=8)
    period = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "period", "fan"], name="one_digest_a_period")
        ]


class Deed(models.Model):
    """A fan did something on a day: `kind` such as "voice", `count` times, about `ref`."""

    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=1)
    ref = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fan", "day", "kind", "ref"], name="one_deed_a_day")]


class AccessToken(models.Model):
    """A key that a fan gave to a machine. Only its hash is kept; it opens no more than its scopes."""

    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["fan", "-at"], name="tokens_of_a_fan")]
