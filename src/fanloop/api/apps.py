from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "fanloop.api"
    label = "api"
