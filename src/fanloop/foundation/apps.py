from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "fanloop.foundation"
    label = "foundation"
