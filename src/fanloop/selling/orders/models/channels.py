"""Partners who sell for the maker: their price, their own pool of pieces, their own book."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.orders.models.book import Book, Order


class Channel(models.Model):
    """A partner sells in a market out of a pool of its own, so that no fan's place is sold twice."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    pool = models.OneToOneField("stock.Pool", on_delete=models.PROTECT, related_name="+")
    book = models.OneToOneField(Book, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("partner", "market", name="one_channel_per_market")]


class ChannelPrice(models.Model):
    """What the partner pays for one piece, tax inside, in the market's currency, until another price is agreed."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    unit_minor = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unit_minor__gt=0), name="a_channel_price_is_one"),
            models.UniqueConstraint(
                fields=["channel", "variant"], condition=Q(ended_at=None), name="one_channel_price_at_a_time"
            ),
        ]


class ChannelOrder(models.Model):
    """An order came from a partner under the partner's own number, which makes sending it twice harmless."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("channel", "reference", name="one_order_per_reference")]
