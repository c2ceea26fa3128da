from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "fanloop.selling.stock"
    label = "stock"
