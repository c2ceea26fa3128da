from django.apps import AppConfig


class MarketsConfig(AppConfig):
    name = "fanloop.people.markets"
    label = "markets"
