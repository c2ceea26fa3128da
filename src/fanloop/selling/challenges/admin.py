from typing import Any

from django.contrib import admin

from fanloop.selling.challenges.models import Challenge, Entry, Use, Win


class Reading(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never changed: each row is the record of an act."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Challenge)
class ChallengeDrawer(Reading):
    list_display = ("slug", "tag", "opens_at", "closes_at", "by")
    search_fields = ("slug", "tag")


@admin.register(Entry)
class EntryDrawer(Reading):
    list_display = ("challenge", "fan", "terms", "at", "taken_back_at")


@admin.register(Use)
class UseDrawer(Reading):
    list_display = ("entry", "wording", "at", "withdrawn_at")


@admin.register(Win)
class WinDrawer(Reading):
    list_display = ("entry", "because", "by", "at")
