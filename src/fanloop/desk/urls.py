"""Addresses of this face, gathered from its modules; each module owns its own."""

from importlib import import_module
from importlib.util import find_spec

app_name = "desk"
_MODULES = [
    "home", "voices", "releases", "orders", "campaigns", "demand", "supply", "team",
    "products", "partners", "markets", "terms", "notes", "spaces",
]  # fmt: skip
urlpatterns = [
    address
    for name in _MODULES
    if find_spec(f"fanloop.desk.{name}")
    for address in import_module(f"fanloop.desk.{name}").urlpatterns
]
