from typing import Any

from django.contrib import admin

from fanloop.selling.campaigns.models import Campaign, Closing, Offer


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
    list_display = ("slug", "line", "opens_at", "closes_at", "replay", "staged", "by")
    search_fields = ("slug",)


@admin.register(Offer)
class OfferDrawer(Reading):
    list_display = ("campaign", "variant", "market", "price_minor", "deposit_minor", "currency")


@admin.register(Closing)
class ClosingDrawer(Reading):
    list_display = ("campaign", "by", "at")
