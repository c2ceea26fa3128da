from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fanloop.portal"
    label = "portal"
