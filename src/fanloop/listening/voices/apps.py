from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "fanloop.listening.voices"
    label = "voices"
