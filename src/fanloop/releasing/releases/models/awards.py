"""Tables of the Popcorn award and of what the team shares: votes, the count that ends them, awards, pools."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.releasing.releases.models.trains import Train


class AwardVote(models.Model):
    """A fan's one vote for an engineer of a train, with words of thanks. Voting anew withdraws the former vote."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+", db_index=False)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400, default="", blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["train", "fan"], condition=Q(withdrawn_at=None), name="one_vote_per_fan_and_train"
            )
        ]
        indexes = [models.Index(fields=["train", "member"], name="votes_of_a_train")]


class Tally(models.Model):
    """The votes of a train were counted: `votes` of them, at the end of voting, and never again."""

    train = models.OneToOneField(Train, on_delete=models.PROTECT, related_name="+")
    votes = models.PositiveIntegerField()
    at = models.DateTimeField()


class Award(models.Model):
    """An engineer of the week: `votes` of `of`, and the lower bound of that share in thousandths."""

    train = models.ForeignKey(Train, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    votes = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    lower = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["train", "member"], name="one_award_per_train_and_engineer"),
            models.CheckConstraint(
                condition=Q(votes__lte=models.F("of")) & Q(lower__lte=1000), name="award_adds_up"
            ),
        ]


class BonusPool(models.Model):
    """What a quarter's team shares, as somebody set it. A later row of the same quarter replaces an earlier one."""

    begins = models.DateField()
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    because = models.CharField(max_length=400)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minor__gte=0), name="pool_not_below_zero")]
        indexes = [models.Index(fields=["-begins", "-id"], name="pools_by_quarter")]


class Settlement(models.Model):
    """A pool was shared: from here on its numbers stand, whatever fans say later."""

    pool = models.OneToOneField(BonusPool, on_delete=models.PROTECT, related_name="+")
    begins = models.DateField(unique=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class PoolShare(models.Model):
    """What one person got of a settled pool, in minor units a pot, and for what."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("team.Member", on_delete=models.PROTECT, related_name="+")
    equal = models.BigIntegerField()
    awards = models.BigIntegerField()
    verdicts = models.BigIntegerField()
    bounds = models.JSONField(default=list)
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "member"], name="one_share_per_settlement")
        ]
