from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "fanloop.plugins.moving"
    label = "moving"
