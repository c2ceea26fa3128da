from django.apps import AppConfig


class BetaConfig(AppConfig):
    name = "fanloop.releasing.beta"
    label = "beta"
