from django.apps import AppConfig


class LaunchesConfig(AppConfig):
    name = "fanloop.selling.launches"
    label = "launches"
