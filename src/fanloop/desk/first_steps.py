"""What a maker who starts empty does first: a short list on the desk's first page until the loop can turn."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from fanloop.foundation.viewer import Viewer
from fanloop.listening.answers import queries as answers
from fanloop.listening.community import queries as community
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import queries as campaigns
from fanloop.things.products import queries as products


@dataclass(frozen=True)
class Step:
    """One thing to do, where, and whether it is done. Without what is `wanted` the loop cannot turn."""

    title: str
    text: str
    href: str
    permission: str
    is_done: bool
    is_wanted: bool = True


def first_steps(viewer: Viewer) -> list[Step]:
    """The steps this viewer may take; none once everything wanted is done. Eight small queries."""
    steps = [step for step in _steps() if viewer.may(step.permission)]
    return steps if any(step.is_wanted and not step.is_done for step in steps) else []


def _steps() -> Iterator[Step]:
    yield Step(
        _("Open a product line"),
        _("What you build, in your fans' words. Voices, trains and campaigns belong to it."),
        reverse("desk:products"),
        "products.edit",
        bool(products.lines()),
    )
    yield Step(
        _("Open a space to talk"),
        _("Where fans say what they need."),
        reverse("desk:spaces"),
        "community.moderate",
        bool(community.spaces()),
    )
    yield Step(
        _("Say when your desk is open"),
        _("The promise counts in these hours alone. Until you say so, it is around the clock."),
        reverse("desk:hours"),
        "answers.settings",
        answers.hours_were_said(),
        is_wanted=False,
    )
    yield Step(
        _("Say who works here"),
        _("Everybody who answers needs an account first, then a rank and duties."),
        reverse("desk:team"),
        "team.manage",
        len(team.members()) > 1,
        is_wanted=False,
    )
    open_markets = markets.markets()
    yield Step(
        _("Set the tax where you sell"),
        _("A market has a currency, languages and a tax rate."),
        reverse("desk:markets"),
        "markets.edit",
        any(market.tax_rate_bp for market in open_markets),
        is_wanted=not open_markets,
    )
    yield Step(
        _("Bring in your bill of materials"),
        _("A file from your CAD or KiCad; then say which variant is built from it."),
        reverse("bom:upload"),
        "imports.run",
        products.has_bom(),
    )
    yield Step(
        _("Open a campaign"),
        _("On needs you have promised. It collects orders, never more than you can make."),
        reverse("desk:open_campaign"),
        "campaigns.open",
        bool(campaigns.campaigns()),
    )
