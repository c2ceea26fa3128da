from django.contrib import admin

from fanloop.people.markets.models import ExchangeRate, Market, TaxRate


@admin.register(Market)
class MarketDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "currency", "tax_rate_bp", "time_zone", "opened_at")


@admin.register(TaxRate)
class TaxRateDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("market", "rate_bp", "valid_from", "at")


@admin.register(ExchangeRate)
class ExchangeRateDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("base", "currency", "day", "rate", "source")
