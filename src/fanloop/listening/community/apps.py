from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "fanloop.listening.community"
    label = "community"
