from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "fanloop.people.terms"
    label = "terms"
