from typing import Any

from django.contrib import admin

from fanloop.selling.orders.models import Book, Order, OrderState


class Reading(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never changed: each row is the record of an act."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Book)
class BookDrawer(Reading):
    list_display = ("code", "origin", "replay", "sequence", "at")


@admin.register(Order)
class OrderDrawer(Reading):
    list_display = ("number", "fan", "market", "total_minor", "currency", "replay", "at")
    search_fields = ("number",)


@admin.register(OrderState)
class OrderStateDrawer(Reading):
    list_display = ("order", "state", "by", "at", "why")
