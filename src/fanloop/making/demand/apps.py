from django.apps import AppConfig


class DemandConfig(AppConfig):
    name = "fanloop.making.demand"
    label = "demand"
