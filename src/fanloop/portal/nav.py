"""The ways in the head of the suppliers' face."""

from typing import Any

from django.http import HttpRequest


def ways(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 -- filled with the face's first pages
    return {}
