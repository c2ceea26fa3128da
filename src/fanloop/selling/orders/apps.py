from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "fanloop.selling.orders"
    label = "orders"
