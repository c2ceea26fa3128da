"""What every template may use: the maker, whether this is a demo, and the house's own time."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from fanloop.foundation import clock
from fanloop.people.team import queries as team


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "maker": team.maker(),
        "viewer": getattr(request, "viewer", None),
        "is_demo": settings.DEMO,
        "clock_is_moved": clock.is_moved(),
        "now": clock.now(),
        "languages": settings.LANGUAGES,
    }
