"""Addresses of this face, gathered from its modules; each module owns its own."""

from importlib import import_module
from importlib.util import find_spec

app_name = "site"
_MODULES = ["home", "voices", "community", "releases", "campaigns", "orders", "people", "accounts", "search", "trail", "demo", "tokens"]
urlpatterns = [
    address
    for name in _MODULES
    if find_spec(f"fanloop.site.{name}")
    for address in import_module(f"fanloop.site.{name}").urlpatterns
]
