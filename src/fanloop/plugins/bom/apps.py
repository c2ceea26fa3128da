from django.apps import AppConfig


class BomConfig(AppConfig):
    name = "fanloop.plugins.bom"
    label = "bom"
