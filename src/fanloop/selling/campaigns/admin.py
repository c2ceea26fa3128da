from typing import Any

from django.contrib import admin

from fanloop.selling.campaigns.models import (
    Campaign,
    Closing,
    Draw,
    Drop,
    Goal,
    Offer,
    Outcome,
    Pledge,
    PriceStep,
    PromiseChange,
    Replacement,
    Reveal,
    TakenBack,
    Winner,
)


class Reading(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never changed: each row is the record of an act."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Campaign)
class CampaignDrawer(Reading):
    list_display = ("slug", "way", "line", "opens_at", "closes_at", "replay", "staged", "by")
    search_fields = ("slug",)


@admin.register(Offer)
class OfferDrawer(Reading):
    list_display = ("campaign", "variant", "market", "price_minor", "deposit_minor", "currency")


@admin.register(Closing)
class ClosingDrawer(Reading):
    list_display = ("campaign", "by", "at")


@admin.register(Goal)
class GoalDrawer(Reading):
    list_display = ("campaign", "unit", "threshold", "currency", "flexible", "late_until")


@admin.register(Outcome)
class OutcomeDrawer(Reading):
    list_display = ("campaign", "verdict", "counted", "pledges", "pieces", "at", "by")


@admin.register(Pledge)
class PledgeDrawer(Reading):
    list_display = ("order", "offer", "provider", "next_at", "at")


@admin.register(PromiseChange)
class PromiseDrawer(Reading):
    list_display = ("campaign", "old_to", "new_to", "because", "by", "at")


@admin.register(PriceStep)
class PriceStepDrawer(Reading):
    list_display = ("offer", "price_minor", "starts_at", "done_at", "by")


@admin.register(Drop)
class DropDrawer(Reading):
    list_display = ("campaign", "fairness", "opens_at", "commitment", "by", "at")
    exclude = ("seed", "receipt_key")


@admin.register(Draw)
class DrawDrawer(Reading):
    list_display = ("drop", "root", "entries", "by", "at")
    exclude = ("crown",)


@admin.register(Reveal)
class RevealDrawer(Reading):
    list_display = ("draw", "late", "by", "at")


@admin.register(Winner)
class WinnerDrawer(Reading):
    list_display = ("place", "claim", "at")


@admin.register(Replacement)
class ReplacementDrawer(Reading):
    list_display = ("winner", "reason", "words", "by", "at")


@admin.register(TakenBack)
class TakenBackDrawer(Reading):
    list_display = ("drop", "claim", "reason", "words", "by", "at")
