"""What can be bought at once: variants on the shelf, what sending costs, and the carts people fill."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fanloop.selling.orders.models.book import Order
from fanloop.selling.orders.rules.carts import MOST, WAIT_ENDS


class ShelfOffer(models.Model):
    """One variant in one market at one price, tax inside, until it is taken down or costs something else.

    Several offers may draw on one pool: the same lamp in two markets, or in two boxes.
    """

    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    pool = models.ForeignKey("stock.Pool", on_delete=models.PROTECT, related_name="+")
    unit_minor = models.BigIntegerField()
    limit_per_person = models.PositiveSmallIntegerField(default=5)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_minor__gt=0, limit_per_person__gt=0), name="a_shelf_price_is_one"
            ),
            models.UniqueConstraint(
                fields=["variant", "market"], condition=Q(ended_at=None), name="one_shelf_offer_at_a_time"
            ),
        ]


class ShippingPrice(models.Model):
    """Sending a cart costs this much in a market, tax inside, and nothing from `free_from_minor` on."""

    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    free_from_minor = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gte=0), name="shipping_costs_something_or_nothing"),
            models.UniqueConstraint(
                fields=["market"], condition=Q(ended_at=None), name="one_shipping_price_at_a_time"
            ),
        ]


class Shipping(models.Model):
    """What sending an order costs, as it was when it was placed; `tax_minor` is inside."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="+")
    minor = models.BigIntegerField()
    tax_rate_bp = models.PositiveIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minor__gt=0), name="shipping_that_costs")]


class KeepRule(models.Model):
    """How long pieces ordered from the shelf are kept for who pays. The latest row holds; none means `rules.keeping`."""

    card_minutes = models.PositiveSmallIntegerField()
    transfer_days = models.PositiveSmallIntegerField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(card_minutes__range=(5, 1_440), transfer_days__range=(1, 14)),
                name="pieces_are_kept_for_a_while",
            )
        ]


class Cart(models.Model):
    """Somebody's cart in one market. Without a fan it belongs to whoever's session knows its token."""

    token = models.CharField(max_length=43, unique=True)
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fan", "market"], condition=Q(ended_at=None), name="one_open_cart_per_market"
            ),
            models.CheckConstraint(
                condition=Q(order=None) | Q(ended_at__isnull=False), name="an_ordered_cart_is_over"
            ),
        ]


class CartChange(models.Model):
    """So many pieces more, or fewer. A cart is the sum of its changes, so that their order does not matter."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(ShelfOffer, on_delete=models.PROTECT, related_name="+")
    pieces = models.SmallIntegerField()
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(pieces=0) & Q(pieces__gte=-MOST * 100) & Q(pieces__lte=MOST),
                name="a_change_changes_something",
            )
        ]


class ShelfRule(models.Model):
    """Who may order a variant from the shelf. The latest row holds; none means everybody."""

    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    who = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")


class ShelfWait(models.Model):
    """Somebody waits for a variant that is gone, in a market. `claim` and `until` once pieces are held for them;
    `ended_at` and `how` once it is over.
    """

    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    fan = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    claim = models.OneToOneField("stock.Claim", on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=[(word, word) for word in WAIT_ENDS], default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="who_waits_for_the_shelf_wants_a_piece"),
            models.UniqueConstraint(
                fields=["fan", "variant", "market"], condition=Q(ended_at=None), name="one_wait_at_a_time"
            ),
        ]
