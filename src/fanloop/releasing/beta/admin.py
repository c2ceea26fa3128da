"""Emergency drawer: to look, hardly to touch."""

from django.contrib import admin

from fanloop.releasing.beta.models import Draw, Programme, Seat, Wave


@admin.register(Programme)
class ProgrammeDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "line", "opens", "closes")
    readonly_fields = ("line", "by", "at")


@admin.register(Wave)
class WaveDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("programme", "number", "seats", "closes")
    readonly_fields = ("programme", "commitment", "quotas", "by", "at")


@admin.register(Draw)
class DrawDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("wave", "at", "by")
    readonly_fields = ("wave", "secret", "pool", "chosen", "by", "at")


@admin.register(Seat)
class SeatDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("programme", "fan", "ring", "at", "left_at")
    readonly_fields = ("programme", "fan", "wave", "by", "at")
