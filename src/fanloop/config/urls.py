"""Addresses: each face owns its own; here they are only put under their prefixes."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from fanloop.api.urls import api
from fanloop.config.health import healthz
from fanloop.config.kept_files import kept_file

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("files/<str:sha256>/<str:name>", kept_file, name="file"),
    path("", include("fanloop.ui.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("desk/drawer/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("desk/drawer/", admin.site.urls),
    path("desk/imports/community/", include("fanloop.plugins.moving.urls")),
    path("desk/imports/", include("fanloop.plugins.bom.urls")),
    path("", include("fanloop.plugins.mailbox.urls")),
    path("", include("fanloop.plugins.bank.urls")),
    path("", include("fanloop.plugins.repository.urls")),
    path("", include("fanloop.plugins.repository.fans_urls")),
    path("desk/", include("fanloop.desk.urls")),
    path("portal/", include("fanloop.portal.urls")),
    path("api/", api.urls),
    path("", include("fanloop.site.urls")),
]
