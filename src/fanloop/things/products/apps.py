from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "fanloop.things.products"
    label = "products"
