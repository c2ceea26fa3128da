from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "fanloop.plugins.pledges"
    label = "pledges"
