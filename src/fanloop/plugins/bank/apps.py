from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "fanloop.plugins.bank"
    label = "bank"
