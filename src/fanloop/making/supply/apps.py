from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "fanloop.making.supply"
    label = "supply"
