"""The fans' addresses: the source of a change, and what is handed in for it."""

from django.urls import path

from fanloop.plugins.repository.views import fans

app_name = "source"
urlpatterns = [
    path("changes/<int:change_id>/source", fans.change, name="change"),
    path("changes/<int:change_id>/source/patch", fans.hand_in_patch, name="hand_in_patch"),
    path("changes/<int:change_id>/source/translation", fans.translate, name="translate"),
    path("changes/<int:change_id>/source/<slug:sha>/mine", fans.claim, name="claim"),
    path("changes/<int:change_id>/source/<slug:sha>.patch", fans.patch, name="patch"),
    path("changes/<int:change_id>/source/<slug:sha>.tar.gz", fans.tarball, name="tarball"),
    path("contributions/<int:contribution_id>", fans.contribution, name="contribution"),
]
