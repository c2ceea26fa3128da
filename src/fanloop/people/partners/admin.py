from django.contrib import admin

from fanloop.people.partners.models import Contact, Partner


@admin.register(Partner)
class PartnerDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "market", "at")


@admin.register(Contact)
class ContactDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("partner", "name", "at", "ended_at")
    readonly_fields = ("fan",)
