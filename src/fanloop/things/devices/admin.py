from typing import Any

from django.contrib import admin

from fanloop.things.devices.models import Retirement, Unit


class Reading(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never changed: each row is the record of an act."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Unit)
class UnitDrawer(Reading):
    list_display = ("serial", "variant", "batch", "at", "by")
    search_fields = ("serial", "batch")


@admin.register(Retirement)
class RetirementDrawer(Reading):
    list_display = ("unit", "why", "at", "by")
