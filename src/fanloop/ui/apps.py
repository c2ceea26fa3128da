"""The design system as a Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Owns no tables: templates, tags, styles, icons and small behaviours."""

    name = "fanloop.ui"
    label = "ui"
