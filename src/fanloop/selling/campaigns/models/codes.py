from django.conf import settings
from django.db import models
from django.db.models import F, Q

HOW = ("redeemed", "dealt", "gifted")


class CodeBatch(models.Model):
    """Invitation codes for one campaign: whom they are for (`words`), who may use one (`who`), and from when to when.

    Each code opens `each` pieces, kept for it in the pool. With `rearms` a cancelled order gives its code back.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=120)
    count = models.PositiveIntegerField()
    each = models.PositiveSmallIntegerField(default=1)
    who = models.JSONField(default=dict)
    rearms = models.BooleanField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="codes_open_first"),
            models.CheckConstraint(condition=Q(count__gt=0, each__gt=0), name="codes_open_something"),
        ]


class CodeBatchEnd(models.Model):
    """A batch is over: by its window, or a person ended it. `pieces` went back."""

    batch = models.OneToOneField(CodeBatch, on_delete=models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Code(models.Model):
    """One code. Its letters are not here: they come from `seed` and the house's secret; `digest` finds them."""

    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    seed = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint("batch", "number", name="one_code_per_number")]


class CodeHolder(models.Model):
    """Whose a code is: the first who redeemed it or got it from the maker, then at most one who got it as a gift."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    nth = models.PositiveSmallIntegerField()
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, choices=[(word, word) for word in HOW])
    at = models.DateTimeField()

    class Meta:
        ordering = ["code", "nth"]
        constraints = [
            models.UniqueConstraint("code", "nth", name="one_holder_at_a_time"),
            models.CheckConstraint(condition=Q(nth__lte=1), name="a_code_is_given_on_once"),
        ]


class CodeUse(models.Model):
    """A code became a claim. Used again only after the use before was given back to it."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    nth = models.PositiveSmallIntegerField()
    claim = models.OneToOneField("stock.Claim", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("code", "nth", name="one_use_after_the_other")]


class CodeReturn(models.Model):
    """The claim of a use came back. `is_armed` when the code may be used again, by its batch's rule."""

    use = models.OneToOneField(CodeUse, on_delete=models.PROTECT, related_name="+")
    is_armed = models.BooleanField()
    at = models.DateTimeField()


class CodeRevocation(models.Model):
    """A person took a code back, with a reason its holder reads."""

    code = models.OneToOneField(Code, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
