"""The first page: what shipped last Friday, what boards for the next, what needs a voice, what can be ordered."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.answers import queries as answers
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases import queries as releases
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.queries.crowd import crowd
from fanloop.selling.campaigns.queries.opening import planned_campaigns
from fanloop.selling.launches import queries as launches
from fanloop.site import friday, train_way
from fanloop.site.answers import rings
from fanloop.site.awards import makers_named
from fanloop.site.crowd import amount_words
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

SHIPPED, WANTED, OFFERS = 6, 4, 3
RADIUS, CENTRE = 216, (240, 320)


@dataclass(frozen=True)
class Shipped:
    """A change that left on the last train, who asked for it and who made it."""

    title: str
    asked: str
    others: int
    maker: str


@dataclass(frozen=True)
class Offered:
    """What can be ordered now."""

    title: str
    href_slug: str
    price: Any
    ordered: int
    closes_at: datetime
    mark: str
    pledged: str = ""


def featured() -> Line | None:
    """The line whose train leaves next, else the one whose train left last, else the first line there is."""
    coming = releases.next_train()
    if coming:
        return coming.line
    last = releases.last_train()
    return last.train.line if last else next(iter(products.lines()), None)


def _shipped(row: releases.TrainRow | None) -> list[Shipped]:
    if row is None:
        return []
    held = releases.changes_of(row.train.id, limit=SHIPPED, brief=True)
    names = fans.names_in_credits({fan for one in held for fan in one.asked[:1]})
    makers = makers_named(one.change.maker for one in held if one.change.maker)
    return [
        Shipped(
            read(one.change.title),
            names.get(one.asked[0], "") if one.asked else "",
            max(0, one.asked_by - 1),
            makers[one.change.maker_id].name if one.change.maker_id in makers else one.change.maker_name,
        )
        for one in held
    ]


def _rings(now: datetime) -> dict[str, Any]:
    """Today's cases as rings: minutes taken, or minutes left while they wait."""
    today, desk = answers.today(now=now, zone=answers.zone()), answers.desk(now)
    figures = today.figures
    return {
        "rings": rings(today, desk.minutes if desk else 15),
        "in_time": figures.in_time,
        "answered": figures.counted,
        "waiting": figures.waiting,
    }


def _offers(now: datetime) -> list[Offered]:
    rows = campaigns.open_campaigns(now)[:OFFERS]
    return [
        Offered(
            read(row.campaign.title),
            row.campaign.slug,
            _lowest(row.campaign.id),
            row.fill.ordered,
            row.campaign.closes_at,
            campaigns.mark_of(row.campaign),
            _pledged(row.campaign, now),
        )
        for row in campaigns.progresses(rows, now)
    ]


def _pledged(campaign: campaigns.Campaign, now: datetime) -> str:
    """How near its goal a crowdfunding campaign is; empty once it is decided, and for others."""
    found = crowd(campaign, now) if campaign.way == "crowdfunding" else None
    if found is None or found.outcome:
        return ""
    said = {
        "counted": amount_words(found.goal, found.reach.counted),
        "goal": amount_words(found.goal, found.reach.threshold),
    }
    return _("%(counted)s of %(goal)s pledged; charged only if it succeeds.") % said


def _lowest(campaign_id: int) -> Any:
    return min((campaigns.price(offer) for offer in campaigns.offers(campaign_id)[:1]), default=None)


def sun_at(now: datetime) -> tuple[float, float] | None:
    """Where the sun stands on the arc of the day, 6 to 18 o'clock local time; None at night."""
    local = timezone.localtime(now)
    hours = local.hour + local.minute / 60
    if not 6 <= hours <= 18:
        return None
    angle = math.radians(180 - (hours - 6) * 15)
    return round(CENTRE[0] + RADIUS * math.cos(angle), 1), round(CENTRE[1] - RADIUS * math.sin(angle), 1)


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home/home.html", _page(request.viewer, clock.now()))  # type: ignore[attr-defined]


def _page(viewer: Viewer, now: datetime) -> dict[str, Any]:
    line = featured()
    state = releases.friday_line(line.id) if line else None
    return {
        "line": line,
        "line_name": read(line.name) if line else "",
        **_next_train(state, now),
        "coming": state.coming if state else None,
        "last": state.last if state else None,
        "last_title": _("Shipped on %(day)s") % {"day": friday.day(state.last.left_at)}
        if state and state.last and state.last.left_at
        else "",
        "shipped": _shipped(state.last if state else None),
        "wanted": voices.needs_board(viewer, order="moving", size=WANTED).object_list,
        "votes_left": voices.votes_left(viewer.fan_id),
        "tabs": voices.tab_counts(),
        "answers": _rings(now),
        "offers": _offers(now),
        "launch": next((row for row in launches.published(now)[:1] if row.phase in {"teaser", "live"}), None),
        "planned": [(read(row.title), row) for row in planned_campaigns(now)[:OFFERS]],
        "sun": sun_at(now),
        "has_lamp": bool(line and line.slug == "dawn"),
    }


def _next_train(line: releases.FridayLine | None, now: datetime) -> dict[str, Any]:
    """The Friday line of the next train, and what it has to say."""
    if line is None or line.coming is None:
        return {"friday": None}
    state = releases.state(line.coming.train, now)
    return {"friday": friday.drawn(line, now, state), "standing": train_way.standing(state)}


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home/about.html", {"languages_shipped": settings.LANGUAGES})


urlpatterns = [path("", home, name="home"), path("about", about, name="about")]
