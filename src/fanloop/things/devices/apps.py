from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "fanloop.things.devices"
    label = "devices"
