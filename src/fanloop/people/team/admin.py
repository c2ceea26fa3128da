from django.contrib import admin

from fanloop.people.team.models import Duty, Maker, Member, StaffAct


@admin.register(Maker)
class MakerDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "founded_at")


@admin.register(Member)
class MemberDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "rank", "title", "hired_at", "left_at")
    readonly_fields = ("fan", "hired_by")


@admin.register(Duty)
class DutyDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("member", "duty", "at", "ended_at")


@admin.register(StaffAct)
class StaffActDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "member", "act", "about")
    readonly_fields = ("member", "act", "about", "detail", "at")
