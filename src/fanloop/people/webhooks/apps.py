from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "fanloop.people.webhooks"
    label = "webhooks"
