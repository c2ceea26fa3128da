from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "fanloop.selling.payments"
    label = "payments"
