from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "fanloop.selling.campaigns"
    label = "campaigns"
