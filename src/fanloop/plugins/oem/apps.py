from django.apps import AppConfig


class OemConfig(AppConfig):
    name = "fanloop.plugins.oem"
    label = "oem"
