from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "fanloop.listening.conversations"
    label = "conversations"
