from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "fanloop.people.team"
    label = "team"
