from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "fanloop.site"
    label = "site"
