from django.contrib import admin

from fanloop.people.markets.models import Market


@admin.register(Market)
class MarketDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "currency", "tax_rate_bp", "time_zone", "opened_at")
