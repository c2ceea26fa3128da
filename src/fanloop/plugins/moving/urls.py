"""The desk's pages for bringing a community or its releases; put under `/desk/imports/community/`."""

from django.urls import path

from fanloop.plugins.moving import views

app_name = "moving"
urlpatterns = [
    path("", views.start, name="start"),
    path("changelog", views.changelog, name="changelog"),
    path("<int:run_id>", views.run, name="run"),
    path("<int:run_id>/begin", views.begin, name="begin"),
    path("<int:run_id>/undo", views.undo, name="undo"),
]
