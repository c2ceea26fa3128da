from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "fanloop.people.partners"
    label = "partners"
