"""Where references of this plugin have their pages."""

from django.urls import reverse

from fanloop.foundation.viewer import Viewer
from fanloop.plugins.repository import queries
from fanloop.site.links import page_of


@page_of(queries.KIND)
def contribution_page(id_: int, viewer: Viewer) -> str:
    row = queries.contribution(id_)
    return reverse("source:contribution", args=[id_]) if row and queries.may_read(row, viewer) else ""
