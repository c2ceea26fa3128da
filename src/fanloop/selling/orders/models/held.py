"""Orders that wait for a word of somebody at the desk."""

from django.db import models
from django.db.models import Q

from fanloop.selling.orders.models.book import Order
from fanloop.selling.orders.rules.held import ENDS, KINDS


class HeldBack(models.Model):
    """An order shares a door or a card (`key`, a hash) with orders of others: `pieces` together, `limit` published.

    It waits until it is over: let through or called off by a person, with their words; settled by itself where
    the reason went away.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    key = models.CharField(max_length=64, db_index=True)
    pieces = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=12, choices=[(word, word) for word in ENDS], default="")
    words = models.CharField(max_length=500, default="", blank=True)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind"], condition=Q(ended_at=None), name="held_back_once_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, how="") | Q(ended_at__isnull=False, how__in=ENDS),
                name="what_held_back_ends_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(how__in=["let_through", "called_off"]) | (Q(by__isnull=False) & ~Q(words="")),
                name="a_word_has_an_author_and_a_reason",
            ),
        ]
