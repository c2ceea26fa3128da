from django.apps import AppConfig


class BuildsConfig(AppConfig):
    name = "fanloop.things.builds"
    label = "builds"
