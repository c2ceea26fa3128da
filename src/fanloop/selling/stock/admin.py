from typing import Any

from django.contrib import admin

from fanloop.selling.stock.models import Claim, Pool, Release


class Reading(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never changed: each row is the record of an act."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Pool)
class PoolDrawer(Reading):
    list_display = ("about", "total", "remaining", "sequence", "at")


@admin.register(Claim)
class ClaimDrawer(Reading):
    list_display = ("pool", "fan", "slot", "quantity", "number", "at")
    search_fields = ("key",)


@admin.register(Release)
class ReleaseDrawer(Reading):
    list_display = ("claim", "at", "why")
