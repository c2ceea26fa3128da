from django.db import models
from django.db.models import F, Q

from fanloop.selling.campaigns.models.ambassadors import AmbassadorAnswer, AmbassadorEnd, Ambassadorship
from fanloop.selling.campaigns.models.codes import (
    Code,
    CodeBatch,
    CodeBatchEnd,
    CodeHolder,
    CodeReturn,
    CodeRevocation,
    CodeUse,
)
from fanloop.selling.campaigns.models.crowd import Charge, Goal, Outcome, Pledge, Stretch, Tier
from fanloop.selling.campaigns.models.drops import (
    Draw,
    DrawFile,
    Drop,
    Entry,
    LeafBlock,
    Place,
    RankBlock,
    Rehearsal,
    Replacement,
    Reveal,
    TakenBack,
    Telling,
    Turn,
    Winner,
)
from fanloop.selling.campaigns.models.line import CampaignRule, LineEnd, LineEntry, LineOffer
from fanloop.selling.campaigns.models.planned import Bell, Opening
from fanloop.selling.campaigns.models.promises import PriceStep, PromiseChange
from fanloop.selling.campaigns.models.word_of_mouth import Brought, LinkDay, ShareLink, Thanks, ThanksRule
from fanloop.selling.campaigns.rules.ways import WAYS

__all__ = [
    "AmbassadorAnswer",
    "AmbassadorEnd",
    "Ambassadorship",
    "Bell",
    "Brought",
    "Campaign",
    "CampaignRule",
    "Charge",
    "Closing",
    "Code",
    "CodeBatch",
    "CodeBatchEnd",
    "CodeHolder",
    "CodeReturn",
    "CodeRevocation",
    "CodeUse",
    "Draw",
    "DrawFile",
    "Drop",
    "Entry",
    "Goal",
    "LeafBlock",
    "LineEnd",
    "LineEntry",
    "LineOffer",
    "LinkDay",
    "Offer",
    "Opening",
    "Outcome",
    "Place",
    "Pledge",
    "PriceStep",
    "PromiseChange",
    "RankBlock",
    "Rehearsal",
    "Replacement",
    "Reveal",
    "ShareLink",
    "Stretch",
    "TakenBack",
    "Telling",
    "Thanks",
    "ThanksRule",
    "Tier",
    "Turn",
    "Winner",
]


class Campaign(models.Model):
    """Title and words are content in several languages. `promise_*` are the days it is with the fan."""

    line = models.ForeignKey("products.Line", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.JSONField()
    words = models.JSONField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    promise_from = models.DateField()
    promise_to = models.DateField()
    packed_about = models.DateField(null=True)
    limit_per_person = models.PositiveSmallIntegerField(default=3)
    way = models.CharField(max_length=12, choices=[(way, way) for way in WAYS], default="preorder")
    replay = models.BooleanField(default=False)
    staged = models.BooleanField(default=False)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_campaign_opens_first"),
            models.CheckConstraint(
                condition=Q(promise_to__gte=F("promise_from")), name="a_promise_has_order"
            ),
        ]


class Offer(models.Model):
    """One variant in one market, in one tier where there are tiers; it draws on its own or the campaign's pool.

    Prices contain the market's tax; all in minor units of `currency`. What a deposit leaves may be paid in so many
    monthly `instalments`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    price_minor = models.BigIntegerField()
    deposit_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    tier = models.ForeignKey("campaigns.Tier", on_delete=models.PROTECT, null=True, related_name="+")
    pool = models.ForeignKey("stock.Pool", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    instalments = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "variant", "market", "tier"],
                nulls_distinct=False,
                name="one_offer_per_variant_and_market",
            ),
            models.CheckConstraint(
                condition=Q(deposit_minor__gte=0, deposit_minor__lte=F("price_minor"), price_minor__gt=0),
                name="a_deposit_fits_its_price",
            ),
        ]


class Closing(models.Model):
    """A person ended the campaign before or at its day."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
