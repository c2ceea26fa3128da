from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "fanloop.releasing.releases"
    label = "releases"
