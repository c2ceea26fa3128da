from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "fanloop.selling.challenges"
    label = "challenges"
