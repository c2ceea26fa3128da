from django.contrib import admin

from fanloop.making.supply.models import OnHand, Plan, PurchaseLine, PurchaseOrder, SupplierAnswer, Terms


@admin.register(Terms)
class TermsDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("part", "partner", "price_minor", "currency", "lead_weeks", "assumed", "at")
    raw_id_fields = ("part",)


@admin.register(OnHand)
class OnHandDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("part", "quantity", "assumed", "at")
    raw_id_fields = ("part",)


@admin.register(Plan)
class PlanDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "quantity", "start_week", "weeks", "at")
    readonly_fields = [field.name for field in Plan._meta.concrete_fields]


@admin.register(PurchaseOrder)
class PurchaseOrderDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    """Approved is approved: orders, lines and answers are read here and changed nowhere."""

    list_display = ("number", "partner", "currency", "at")
    readonly_fields = [field.name for field in PurchaseOrder._meta.concrete_fields]


@admin.register(PurchaseLine)
class PurchaseLineDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("order", "position", "part", "quantity", "due")
    readonly_fields = [field.name for field in PurchaseLine._meta.concrete_fields]


@admin.register(SupplierAnswer)
class SupplierAnswerDrawer(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("line", "quantity", "promised", "at")
    readonly_fields = [field.name for field in SupplierAnswer._meta.concrete_fields]
