"""What every template may use: the maker, whether this is a demo, and the house's own time."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fanloop.foundation import clock
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team


@dataclass(frozen=True)
class Banner:
    """One line above every page: what of it is not what it seems."""

    kind: str
    text: str
    href: str = ""


def house(request: HttpRequest) -> dict[str, Any]:
    maker = team.maker()
    return {
        "maker": maker,
        "maker_tagline": read(maker.tagline) if maker else "",
        "banner": _banner(),
        "viewer": getattr(request, "viewer", None),
        "is_demo": settings.DEMO,
        "now": clock.now(),
        "languages": settings.LANGUAGES,
    }


def _banner() -> Banner | None:
    """A demo says so, and which time it lives in."""
    if not settings.DEMO:
        return None
    if settings.DEMO == "replay":
        return Banner(
            "replay",
            _(
                "A real community's archive and a real pledge curve, replayed. Prices, suppliers and lead times are assumed; no money moves."
            ),
        )
    now = day_words(clock.now(), "dated")
    return Banner(
        "simulated",
        _("A demo with invented people. Its clock says %(day)s; no money moves and no letter leaves.")
        % {"day": now},
        reverse("site:demo"),
    )
