from django.contrib import admin
from django.http import HttpRequest

from fanloop.people.fans.models import Erasure, Fan


@admin.register(Fan)
class FanDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("handle", "email", "origin", "joined_at", "is_active")
    list_filter = ("origin", "is_active")
    search_fields = ("handle", "email")
    fields = ("handle", "email", "name", "language", "market", "joined_at", "is_active")
    readonly_fields = ("handle", "joined_at", "is_active")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- people join or are imported
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Fan | None = None) -> bool:  # noqa: ARG002 -- see erase
        return False


@admin.register(Erasure)
class ErasureDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("fan", "at", "by")
    readonly_fields = ("fan", "at", "by")
