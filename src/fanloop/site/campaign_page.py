"""What a campaign's page is composed of: offers, how far it is, the forecast, and the promises it rests on."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.text.days import day_words
from fanloop.foundation.viewer import Viewer
from fanloop.making.demand import queries as demand
from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.queries import Campaign, Offer, Progress
from fanloop.selling.campaigns.queries.crowd import Crowd, crowd, shelves
from fanloop.selling.campaigns.queries.prices import price_steps
from fanloop.selling.campaigns.queries.promises import PromiseChange, promise_changes
from fanloop.selling.challenges.queries import gallery
from fanloop.selling.launches import queries as launches
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.ports import price_check
from fanloop.site.band import chart
from fanloop.site.crowd import odds, stretch_stations
from fanloop.site.mouth import came_by
from fanloop.site.orders import ways
from fanloop.site.share import of_campaign
from fanloop.ui.charts import LineChart
from fanloop.ui.parts import Moment, Station
from fanloop.ui.words import figure


def page(request: HttpRequest, row: Campaign, at: datetime) -> dict[str, Any]:
    """Everything the page shows of a campaign at a moment."""
    now, funding, choice = queries.progress(row, at), crowd(row, at), _choice(request, row, at)
    picked, standing = choice["picked"], _standing(now, funding, at)
    asked = {"was": turn_of(now, funding), "market": picked.market.code if picked else ""}
    return (
        choice
        | standing
        | _causes(request, now, funding)
        | _funding(funding, standing, at)
        | _promises(row, at)
        | {"topic": queries.ref_of(row), "asked_live": urlencode(asked)}
    )


def moving(request: HttpRequest, row: Campaign, at: datetime) -> dict[str, Any]:
    """What moves while the page is open: how far it is, what is left, and the band."""
    now, funding = queries.progress(row, at), crowd(row, at)
    shown = market_offers(row, request)[1]
    stands = shelves(row, at, market=shown[0].market_id) if shown else []
    standing = _standing(now, funding, at)
    return (
        {"campaign": row, "shelves": stands, "has_tiers": any(shelf.tier for shelf in stands), "picked": bool(shown)}
        | standing
        | _funding(funding, standing, at)
    )  # fmt: skip


def turn_of(now: Progress, funding: Crowd | None) -> str:
    """A page of another turn looks different as a whole: it opened, filled, closed, was decided or moved its promise."""
    row, outcome = now.campaign, funding.outcome if funding else None
    is_ending = funding is not None and funding.is_counting
    days = f"{row.promise_from:%y%m%d}{row.promise_to:%y%m%d}"
    return ".".join([now.phase, outcome.verdict if outcome else "counting" if is_ending else "", days])


def market_offers(row: Campaign, request: HttpRequest) -> tuple[list[Any], list[Offer]]:
    """The markets of a campaign, and the offers of the one asked for, the fan's own, or the first."""
    every = queries.offers(row.id)
    markets = list({offer.market_id: offer.market for offer in every}.values())
    own = getattr(request.user, "market_id", None)
    asked = request.GET.get("market") or next((each.code for each in markets if each.id == own), "")
    chosen = next((each for each in markets if each.code == asked), markets[0] if markets else None)
    return markets, [offer for offer in every if chosen and offer.market_id == chosen.id]


def _choice(request: HttpRequest, row: Campaign, at: datetime) -> dict[str, Any]:
    kept = request.GET.get("offer", "")
    markets, shown = market_offers(row, request)
    if kept.isdecimal():
        wanted = [offer for offer in queries.offers(row.id) if offer.id == int(kept)]
        shown = queries.offers(row.id, market=wanted[0].market_id) if wanted else shown
    stands = shelves(row, at, market=shown[0].market_id) if shown else []
    free = [offer for shelf in stands if shelf.phase == "open" for offer in shelf.offers]
    picked = next((offer for offer in shown if str(offer.id) == kept), next(iter(free or shown), None))
    quantity = request.GET.get("quantity", "1")
    return {
        "campaign": row,
        "launches": launches.of_campaign(row.id, at),
        "share": of_campaign(request, row),
        "came_by": came_by(request, row),
        "gallery": gallery(row, viewer=request.viewer),  # type: ignore[attr-defined]
        "markets": markets,
        "shelves": stands,
        "has_tiers": any(shelf.tier for shelf in stands),
        "picked": picked,
        "quantity": int(quantity) if quantity.isdecimal() else 1,
        "numbers": range(1, row.limit_per_person + 1),
        "key": uuid4(),
        "ways": ways(Money(0, shown[0].market.currency)) if shown else [],
        "cost": price_check(variant_id=picked.variant_id, minor=picked.price_minor, currency=picked.currency)
        if picked
        else None,
    }


def _standing(now: Progress, funding: Crowd | None, at: datetime) -> dict[str, Any]:
    said = demand.forecasts(f"orders.book:{now.book.id}")
    return {
        "progress": now,
        "counts": orders.by_variant(now.book.id),
        "forecast": said[-1] if said else None,
        "past": said[:-1],
        "chart": _with_goal(chart(queries.curve(now.campaign), said, today=at.date()), funding),
    }


def _with_goal(drawn: LineChart | None, funding: Crowd | None) -> LineChart | None:
    """The goal as a line across the band, where it counts pieces as the band does."""
    if drawn is None or funding is None or funding.goal.unit != "pieces":
        return drawn
    return replace(drawn, pledge=funding.goal.threshold, pledge_label=_("goal"))


def _funding(funding: Crowd | None, standing: dict[str, Any], at: datetime) -> dict[str, Any]:
    if funding is None:
        return {"crowd": None, "is_over": standing["progress"].phase == "closed"}
    is_running = funding.outcome is None and at < funding.campaign.closes_at
    return {
        "crowd": funding,
        "is_running": is_running,
        "is_over": not is_running and not funding.is_late,
        "is_missed": funding.is_missed,
        "odds": odds(funding, standing["forecast"]) if is_running else "",
        "stretches": stretch_stations(funding),
    }


def _promises(row: Campaign, at: datetime) -> dict[str, Any]:
    changes = promise_changes(row.id)
    return {
        "price_steps": price_steps(row.id, at),
        "promise_changes": changes,
        "promise_moments": [moment_of(each) for each in changes],
        "promise_slipped": bool(changes) and changes[-1].new_to > changes[0].old_to,
    }


def moment_of(change: PromiseChange) -> Moment:
    """A moved promise as a line of a history: its days, its reason, and who says so."""
    words = {
        "first": day_words(change.new_from),
        "last": day_words(change.new_to),
        "old_first": day_words(change.old_from),
        "old_last": day_words(change.old_to),
    }
    title = _("Now %(first)s to %(last)s; before it was %(old_first)s to %(old_last)s") % words
    said = _("“%(because)s” %(by)s") % {"because": change.because, "by": change.by.name}
    return Moment(title, change.at, said, tone="risk" if change.new_to > change.old_to else "kept")


def _causes(request: HttpRequest, now: Progress, funding: Crowd | None) -> dict[str, Any]:
    """The promises the campaign rests on, three steps up its trail, and the stations they give."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    groups = {
        group.kind: group
        for group in trail.grouped(trail.causes_of(queries.ref_of(now.campaign), depth=3), viewer=viewer)
    }
    below = trail.effects_of(f"orders.book:{now.book.id}", depth=3)
    needs = groups.get("voices.need")
    return {
        "needs": needs.cards if needs else [],
        "stations": _stations(
            now, groups, funding, planned="supply.build" in {n.ref.partition(":")[0] for n in below.nodes}
        ),
        "walk": f"campaigns.campaign:{now.campaign.id}",
    }


def _stations(
    now: Progress, groups: dict[str, trail.Group], funding: Crowd | None, *, planned: bool
) -> list[Station]:
    row = now.campaign
    voices, promises = groups.get("voices.voice"), groups.get("voices.acceptance")
    heard = (
        ngettext("%(n)s voice", "%(n)s voices", voices.count) % {"n": figure(voices.count)} if voices else ""
    )
    promised = min((card.at for card in promises.cards if card.at), default=None) if promises else None
    before = [
        Station(_("Voiced"), heard),
        Station(_("Promised"), day_words(promised) if promised else ""),
        _wanted(now, funding),
    ]
    if funding and funding.is_missed:
        return [*before, Station(_("Not made"), _("nobody was charged"), state="broken")]
    made = _("about %(day)s") % {"day": day_words(row.packed_about)} if row.packed_about else ""
    return [
        *before,
        Station(_("Planned"), "", state="past" if planned else "next"),
        Station(_("Made"), made, state="next"),
        Station(_("With you"), _("from %(day)s") % {"day": day_words(row.promise_from)}, state="next"),
    ]


def _wanted(now: Progress, funding: Crowd | None) -> Station:
    """Ordered, or pledged until it is decided, with the day it ends."""
    is_open, is_late = now.phase != "closed", bool(funding and funding.is_late)
    pledged = funding is not None and not is_late
    pieces = funding.pieces if funding and pledged else now.fill.ordered
    said = _("Pledged %(pieces)s") if pledged else _("Ordered %(pieces)s")
    ends = _("open until %(day)s") if is_open else _("closed %(day)s")
    late = funding.goal.late_until if funding and is_late else None
    return Station(
        said % {"pieces": figure(pieces)},
        ends % {"day": day_words(late or now.campaign.closes_at)},
        state="now" if is_open else "past",
    )
