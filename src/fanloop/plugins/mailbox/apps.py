from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "fanloop.plugins.mailbox"
    label = "mailbox"
