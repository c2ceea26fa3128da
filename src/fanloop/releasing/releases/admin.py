from django.contrib import admin

from fanloop.releasing.releases.models import Change, Departure, Note, Train


@admin.register(Train)
class TrainDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "line", "leaves_at", "origin")
    readonly_fields = ("line", "source_key", "at")


@admin.register(Departure)
class DepartureDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("train", "at", "by")
    readonly_fields = ("train", "at", "by")


@admin.register(Change)
class ChangeDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "title", "kind", "line", "at")
    readonly_fields = ("line", "maker", "source_key", "at")


@admin.register(Note)
class NoteDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("train", "language", "revision", "generated", "at")
    readonly_fields = ("train", "by", "at")
