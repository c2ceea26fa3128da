from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "fanloop.listening.answers"
    label = "answers"
