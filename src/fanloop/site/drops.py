"""A drop as fans meet it: the waiting room, the claim, the order within the hold, and an honest page for who got none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import markets
from fanloop.selling.campaigns.actions import Refused, claiming, drops
from fanloop.selling.campaigns.queries import Offer, offers
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries.doubles import taken_back
from fanloop.selling.campaigns.queries.drops import Drop, Entry, Standing, Winner
from fanloop.selling.campaigns.queries.eligible import asked
from fanloop.selling.campaigns.rules import work
from fanloop.selling.campaigns.rules.fairness import EARLY
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries import Order
from fanloop.selling.stock import queries as stock
from fanloop.selling.stock.actions import Miss, note_misses
from fanloop.selling.stock.queries import Claim
from fanloop.selling.stock.rules.attempts import LOGGED
from fanloop.site import in_line
from fanloop.site.links import page_of
from fanloop.site.mouth import came_by, credit
from fanloop.site.share import of_campaign
from fanloop.ui.words import span

_SHOWN_NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class You:
    """What a drop is to the fan who reads its page. `until` is when the hold ends."""

    entry: Entry | None = None
    rank: int = 0
    winner: Winner | None = None
    claim: Claim | None = None
    until: datetime | None = None
    order: Order | None = None
    token: str = ""


@require_safe
def drop_list(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = [queries.standing(each, at) for each in queries.drops()]
    ahead = [row for row in rows if row.phase not in {"drawn", "gone", "over"}]
    return render(
        request,
        "site/drops/drops.html",
        {"ahead": ahead[::-1], "past": [row for row in rows if row not in ahead]},
    )


@never_cache
@require_safe
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    row, at = _drop(slug), clock.now()
    now = queries.standing(row, at)
    you = _you(request, now, at)
    return render(
        request,
        "site/drops/drop.html",
        _shown(now, at)
        | {"you": you, "offers": _near(row, getattr(request.user, "market_id", None))}
        | {"is_counted": _is_counted(now, you, at)}
        | _said(request)
        | {"came_by": came_by(request, row.campaign), "share": of_campaign(request, row.campaign)}
        | in_line.part(request, row.campaign, at),
    )


@require_safe
def by_pool(request: HttpRequest, pool: int) -> HttpResponse:
    """Where the claim path sends a browser without scripts: it knows the pool and no name."""
    found = queries.drop_by_pool(pool)
    if found is None:
        raise Http404
    said = request.GET.get("said", "")
    if said in {"held", "confirmed"}:
        return redirect("site:order_drop", slug=found.campaign.slug)
    return redirect(
        f"{reverse('site:drop', args=[found.campaign.slug])}?said={said if said.isidentifier() else ''}"
    )


@login_required
@require_POST
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    row, fan, at = _drop(slug), _fan(request), clock.now()
    solved = work.is_solved(
        request.POST.get("altcha", ""),
        subject=work.Subject(fan.id, row.id),
        at=at,
        secret=queries.work_secret(),
    )
    word = request.POST.get("word", "").strip()[:200] or request.POST.get("nonce", "")[:64]
    try:
        drops.enter(drop=row, fan=fan, nonce=word or f"{fan.id}:{at.isoformat()}", at=at, solved=solved)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("You are in. Your receipt is below."))
    return redirect("site:drop", slug=slug)


@never_cache
@login_required
@require_safe
def asked_work(request: HttpRequest, slug: str) -> HttpResponse:
    """A piece of work for this fan and this drop, in the form ALTCHA clients know."""
    row, at = _drop(slug), clock.now()
    subject = work.Subject(_fan(request).id, row.id)
    return JsonResponse(
        work.challenge(subject=subject, until=at + timedelta(hours=1), secret=queries.work_secret())
    )


@never_cache
@login_required
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose which one while the piece is held; paying comes on the next page."""
    row, fan, at = _drop(slug), _fan(request), clock.now()
    you = _you(request, queries.standing(row, at), at)
    if you.order:
        return redirect("site:order_sheet", number=you.order.number)
    if you.claim is None:
        messages.error(request, _("No piece is held for you now."))
        return redirect("site:drop", slug=slug)
    if request.method == "POST":
        return _place(request, row, you.claim, fan)
    shown = {"drop": row, "you": you, "offers": _near(row, fan.market_id)}
    return render(request, "site/drops/order.html", shown)


def _place(request: HttpRequest, row: Drop, claim: Claim, fan: Fan) -> HttpResponse:
    wanted = request.POST.get("offer", "")
    offer = next((each for each in offers(row.campaign_id) if str(each.id) == wanted), None)
    if offer is None:
        messages.error(request, _("Choose one first."))
        return redirect("site:order_drop", slug=row.campaign.slug)
    try:
        placed = claiming.order_claim(claim=claim, offer=offer, fan=fan, at=stock.deciding_now(clock.ahead()))
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:drop", slug=row.campaign.slug)
    credit(request, placed)
    if until := stock.holds_of([claim.id]).get(claim.id):
        messages.info(
            request, _("Pay before %(until)s, or it goes to the next one.") % {"until": day_words(until)}
        )
    return redirect("site:pay", number=placed.number)


def _shown(now: Standing, at: datetime) -> dict[str, Any]:
    """What is the same for everybody."""
    row = now.drop
    counts = now.phase in {"waiting", "open", "gone", "drawn"} or at > row.opens_at - _SHOWN_NEAR
    return {
        "now_is": now,
        "drop": row,
        "campaign": row.campaign,
        "next_at": _next(now, at),
        "early_until": now.ends_at - EARLY,
        "needs_work": at > now.ends_at - EARLY,
        "pace": stock.pace(now.pool.id) if now.phase in {"gone", "over", "drawn"} else None,
        "replaced": sum((Counter(queries.replaced(row)) + Counter(taken_back(row))).values()),
        "counts": counts,
        "hold": span(queries.held_for(row, now.turn)),
        "tickets": [(_of(name), count) for name, count in row.rules["tickets"].items()],
        "asked": _asked(row.rules["who"]),
        "chance": min(100, 100 * row.rules["places"] // now.interest) if now.interest else 0,
    }


def _near(row: Drop, market_id: int | None) -> list[Offer]:
    """What it costs where the fan is, else everywhere."""
    every = offers(row.campaign_id)
    return [offer for offer in every if offer.market_id == market_id] or every


def _asked(who: Mapping[str, Any]) -> list[str]:
    """What the published rules ask beside age and level, markets and groups by their names."""
    if not who.keys() - {"proven", "days", "level"}:
        return []
    named = {
        "markets": {each.code: read(each.name) for each in markets()},
        "groups": {each.key: each.name for each in fans.groups()},
    }
    said = {name: [words.get(key, key) for key in who.get(name, [])] for name, words in named.items()}
    return asked(said | {name: who.get(name) for name in ("tested", "backed")})


def _of(name: str) -> str:
    """Whose tickets a published line counts, in words."""
    kind, _colon, key = name.partition(":")
    if kind == "level":
        return _("level %(level)s or higher") % {"level": key}
    named = next((group.name for group in fans.groups() if group.key == key), key) if kind == "group" else ""
    return named or _("everyone")


def _next(now: Standing, at: datetime) -> datetime | None:
    """The moment the clock counts to."""
    if at < now.drop.entry_opens_at:
        return now.drop.entry_opens_at
    if now.phase == "entering":
        return now.ends_at
    if now.phase == "closed" and now.draws_at and at < now.draws_at and not now.drop.rules["late"]:
        return now.draws_at
    return now.drop.opens_at if at < now.drop.opens_at else None


def _you(request: HttpRequest, now: Standing, at: datetime) -> You:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.fan_id is None:
        return You()
    entry = queries.entry_of(now.drop, viewer.fan_id)
    claim = stock.mine(now.pool.id, viewer.fan_id)
    place = queries.place_of(entry) if entry and now.draw else None
    ordered = orders.ids_by_source([queries.source_key(claim.id)]) if claim else {}
    return You(
        entry,
        (place.rank or 0) if place else 0,
        queries.winner_of(entry) if entry else None,
        claim,
        stock.holds_of([claim.id]).get(claim.id) if claim else None,
        orders.by_id(next(iter(ordered.values()))) if ordered else None,
        _token(request, now, entry, at) if entry and not claim else "",
    )


def _is_counted(now: Standing, you: You, at: datetime) -> bool:
    """Whether it is written down that a fan of the room wanted one: a draw counts who entered, any other sale who
    tried. To come when all is gone is to try, as long as the door writes down who does: there is nothing to press.
    """
    if you.entry is None or you.claim:
        return False
    pool, fan = now.pool.id, you.entry.fan_id or 0
    last = stock.pace(pool) if now.phase == "gone" else None
    if last and at <= last.last + LOGGED:
        note_misses(misses=[Miss(pool, now.drop.rules["each"])], fan_id=fan, door="drop", at=at)
    return now.is_drawn or stock.has_tried(pool, fan)


def _token(request: HttpRequest, now: Standing, entry: Entry, at: datetime) -> str:
    """The token of who waits where pieces are claimed by hand, from the hour before on."""
    is_by_hand = now.fairness == "fifo" or (now.fairness == "prequeue" and now.reveal)
    if not is_by_hand or now.phase in {"gone", "over"} or at < now.drop.opens_at - _SHOWN_NEAR:
        return ""
    try:
        return drops.token(entry=entry, fan=_fan(request), at=at)
    except Refused:
        return ""


def _said(request: HttpRequest) -> dict[str, str]:
    """What the claim path answered a browser without scripts."""
    return {
        "said": {
            "sold_out": _("Every piece is held or sold. That you tried is kept."),
            "early": _("It is not open yet. Press again when the clock is at zero."),
            "stopped": _("The sale is paused. Nothing is lost; press again when it goes on."),
            "holds": _("You hold as many as one person may. Order them first."),
            "released": _("Your hold was over, and the piece went to the next one."),
            "unknown": _("We could not tell. Press again: the same press never counts twice."),
            "too_often": _("Too many presses at once. One is enough; press again."),
            "forged": _("This page was too old. It is fresh now; press again."),
            "expired": _("This page was too old. It is fresh now; press again."),
        }.get(request.GET.get("said", ""), "")
    }


def _drop(slug: str) -> Drop:
    found = queries.drop(slug)
    if found is None:
        raise Http404
    return found


def _fan(request: HttpRequest) -> Fan:
    fan = fans.fan(int(request.user.pk or 0))
    assert fan is not None  # the guard has let nobody else in
    return fan


@page_of("campaigns.drop")
def drop_page(id_: int, viewer: Viewer) -> str:
    """Who runs drops comes to the desk's page."""
    found = queries.drop_by_id(id_)
    page = "desk:drop" if viewer.may("campaigns.open") else "site:drop"
    return reverse(page, args=[found.campaign.slug]) if found else ""


urlpatterns = [
    path("drops", drop_list, name="drops"),
    path("drops/<int:pool>", by_pool, name="drop_by_pool"),
    path("drops/<slug:slug>", drop, name="drop"),
    path("drops/<slug:slug>/entries", enter, name="enter_drop"),
    path("drops/<slug:slug>/work", asked_work, name="drop_work"),
    path("drops/<slug:slug>/order", order, name="order_drop"),
]
