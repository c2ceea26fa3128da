from django.apps import AppConfig


class FansConfig(AppConfig):
    name = "fanloop.people.fans"
    label = "fans"
