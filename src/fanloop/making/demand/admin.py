from django.contrib import admin

from fanloop.making.demand.models import Forecast, Quantity


@admin.register(Forecast)
class ForecastDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was said stays said: nothing here can be changed."""

    list_display = ("about", "made_at", "observed", "low80", "median", "high80")
    readonly_fields = [field.name for field in Forecast._meta.concrete_fields]


@admin.register(Quantity)
class QuantityDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("book", "variant", "market", "day", "quantity")
    readonly_fields = ("book", "variant", "market", "day", "quantity")
