from typing import Any

from django.contrib import admin

from fanloop.selling.payments.models import Due, Entry, Payment, PaymentState, Transaction


class Reading(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never changed: each row is the record of an act."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Payment)
class PaymentDrawer(Reading):
    list_display = ("reference", "about", "provider", "minor", "currency", "at")
    search_fields = ("reference", "about")


@admin.register(PaymentState)
class PaymentStateDrawer(Reading):
    list_display = ("payment", "state", "by", "at")


@admin.register(Transaction)
class TransactionDrawer(Reading):
    list_display = ("kind", "about", "party", "at", "key")
    search_fields = ("about",)


@admin.register(Entry)
class EntryDrawer(Reading):
    list_display = ("transaction", "account", "minor", "currency")


@admin.register(Due)
class DueDrawer(Reading):
    list_display = ("order_ref", "position", "kind", "minor", "currency", "due")
    search_fields = ("order_ref",)
