from django.apps import AppConfig


class LevelsConfig(AppConfig):
    name = "fanloop.people.levels"
    label = "levels"
