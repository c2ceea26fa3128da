from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "fanloop.listening.events"
    label = "events"
