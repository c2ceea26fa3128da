from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fanloop.desk"
    label = "desk"
