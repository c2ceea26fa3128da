from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "fanloop.listening.moderation"
    label = "moderation"
