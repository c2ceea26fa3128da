from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "fanloop.listening.chat"
    label = "chat"
