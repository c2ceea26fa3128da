from django.apps import AppConfig


class RepositoryConfig(AppConfig):
    name = "fanloop.plugins.repository"
    label = "repository"
