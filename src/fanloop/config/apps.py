from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class HouseConfig(AppConfig):
    """Opens the rooms: imports every noun's facts, reactions and describers, so that registries are full."""

    name = "fanloop.config"
    label = "house"

    def ready(self) -> None:
        for app in apps.get_app_configs():
            if app.name.startswith("fanloop."):
                for part in ("facts", "queries", "reactions", "links"):
                    if find_spec(f"{app.name}.{part}"):
                        import_module(f"{app.name}.{part}")
