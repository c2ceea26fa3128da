from django.apps import AppConfig


class AttentionConfig(AppConfig):
    name = "fanloop.listening.attention"
    label = "attention"
