"""Undo instead of "are you sure?": the next page shows what was done, with a button that takes it back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

_KEY = "desk_undo"


def offer(request: HttpRequest, text: str, href: str, fields: Mapping[str, str] | None = None) -> None:
    """Show `text` once on the next page; its undo posts `fields` to `href`."""
    request.session[_KEY] = {"text": text, "href": href, "fields": dict(fields or {})}


def take(request: HttpRequest) -> dict[str, Any] | None:
    """What the next page shows, once."""
    found: dict[str, Any] | None = request.session.pop(_KEY, None)
    return found
