"""The desk's page for bringing in a bill of materials; put under `/desk/imports/`."""

from django.urls import path

from fanloop.plugins.bom import views

app_name = "bom"
urlpatterns = [
    path("", views.upload, name="upload"),
    path("preview", views.preview, name="preview"),
    path("store", views.store, name="store"),
]
