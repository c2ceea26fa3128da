from django.urls import path

from fanloop.plugins.repository.views import desk, hooks

app_name = "repository"
urlpatterns = [
    path("hooks/source/<int:repository_id>", hooks.hook, name="hook"),
    path("desk/source", desk.sources, name="sources"),
    path("desk/source/add", desk.add, name="add"),
    path("desk/source/<int:repository_id>", desk.source, name="source"),
    path("desk/source/<int:repository_id>/act", desk.act, name="act"),
    path("desk/source/unlinked", desk.unlinked, name="unlinked"),
    path("desk/source/unlinked/<int:mention_id>", desk.settle, name="settle"),
    path("desk/source/contributions", desk.contributions, name="contributions"),
    path("desk/source/contributions/<int:contribution_id>", desk.decide, name="decide"),
]
