from django.urls import path

from fanloop.plugins.bank import views

app_name = "bank"
urlpatterns = [
    path("desk/money/statements", views.upload, name="statements"),
    path("desk/money/statements/preview", views.preview, name="preview"),
    path("desk/money/statements/store", views.store, name="store"),
]
