"""The living style page: every component in every state, for eyes and for browser tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fanloop.ui import parts
from fanloop.ui.icons import ICONS
from fanloop.ui.marks import MARKS
from fanloop.ui.style_samples import samples

TOKENS = (
    "paper", "sheet", "shade", "hair", "rule", "ink", "ink-2", "loop", "loop-fill", "loop-wash",
    "kept", "kept-wash", "risk", "risk-wash", "info", "info-wash", "light", "wood",
)  # fmt: skip


def chapters() -> list[tuple[str, str]]:
    """The anchors of the page, in order."""
    return [
        ("tokens", _("Colour, type and icons")),
        ("controls", _("Buttons, pills and labels")),
        ("forms", _("Forms")),
        ("loop", _("The loop: trail, train, rings")),
        ("people", _("Words of people")),
        ("numbers", _("Numbers and bands")),
        ("tables", _("Tables and lists")),
        ("desk", _("Work at the desk")),
        ("states", _("Messages and states")),
    ]


def style_page(request: HttpRequest) -> HttpResponse:
    """Draw everything once; it asks nothing of the database."""
    tabs = [parts.Tab(_("All"), "#", current=True, count=318), parts.Tab(_("Answered"), "#", count=1204)]
    found = {
        "chapters": chapters(),
        "tokens": TOKENS,
        "icons": sorted(ICONS),
        "marks": sorted(MARKS),
        "tabs": tabs,
    }
    return render(request, "ui/style.html", found | samples())
