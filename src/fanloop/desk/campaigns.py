"""Campaigns at the desk: what is on offer, opening a new one on accepted needs, and closing it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import tried
from fanloop.desk.campaign_at import campaign_at
from fanloop.desk.guard import needs
from fanloop.desk.looking import as_fans_see
from fanloop.desk.opening_form import OpenForm, variant_choices
from fanloop.desk.prices import pass_price
from fanloop.desk.reward_form import RewardForm, Rewards, raw
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from fanloop.people.team.actions import record_act
from fanloop.selling.campaigns import actions, queries
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.campaigns.queries.opening import bells
from fanloop.things.products import queries as products

PHASES = {
    "soon": gettext_lazy("opens soon"),
    "open": gettext_lazy("open"),
    "full": gettext_lazy("full"),
    "closed": gettext_lazy("closed"),
}


@needs("campaigns.open")
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    found = queries.progresses(queries.campaigns(), clock.now())
    planned = sorted((row for row in found if row.phase == "soon"), key=lambda row: row.campaign.opens_at)
    waiting = bells([row.campaign.id for row in planned])
    page = {
        "rows": [(row, PHASES[row.phase], read(row.campaign.title)) for row in found if row.phase != "soon"],
        "planned": [(row.campaign, read(row.campaign.title), waiting[row.campaign.id]) for row in planned],
    }
    return render(request, "desk/campaigns/campaigns.html", page)


@needs("campaigns.open")
def open_one(request: HttpRequest) -> HttpResponse:
    """Asked, looked at, opened: one page. `act` says which button it was."""
    act, asked, choices = request.POST.get("act", ""), request.POST, variant_choices()
    if request.method != "POST":
        return _asked(request, OpenForm(), Rewards(choices))
    if act in {"add", "edit"}:
        rewards = Rewards.again(choices, asked, more=act == "add")
        return _asked(request, OpenForm(initial=raw(asked)), rewards)
    form = OpenForm(asked, rewards=(rewards := Rewards(choices, asked)))
    if form.is_valid():
        done = _look(request, form) if act == "look" else _opened(request, form)
        if done:
            return done
    return _asked(request, form, rewards, status=422)


def _asked(request: HttpRequest, form: OpenForm, rewards: Rewards, status: int = 200) -> HttpResponse:
    return render(request, "desk/campaigns/open.html", {"form": form, "rewards": rewards}, status=status)


def _look(request: HttpRequest, form: OpenForm) -> HttpResponse | None:
    """The page as fans will see it; it is written, drawn, and nothing of it is kept."""

    def act() -> HttpResponse:
        page = as_fans_see(request, _open(request, form).slug)
        transaction.set_rollback(True)
        return page

    return tried(form, act, actions.Refused)


def _opened(request: HttpRequest, form: OpenForm) -> HttpResponse | None:
    row = tried(form, lambda: _open(request, form), actions.Refused)
    if row is None:
        return None
    said = _("%(title)s is open.") if row.opens_at <= clock.now() else _("%(title)s is planned.")
    messages.success(request, said % {"title": read(row.title)})
    return redirect("desk:publish_drop" if row.way == "drop" else "desk:campaigns")


@needs("campaigns.open")
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = campaign_at(slug)
    with transaction.atomic():
        actions.close_campaign(campaign=campaign, by=team.member_of(_viewer(request).fan_id), at=clock.now())
        record_act(_viewer(request), act="campaigns.close", about=ref(campaign), at=clock.now())
    messages.success(request, _("%(title)s is closed.") % {"title": read(campaign.title)})
    return redirect("desk:campaigns")


@transaction.atomic
def _open(request: HttpRequest, form: OpenForm) -> Campaign:
    at, said = clock.now(), form.cleaned_data
    line, rewards = products.line_by_id(int(said["line"])), form.rewards.said if form.rewards else []
    assert line is not None
    promise = (said["promise_from"], said["promise_to"])
    offers = _offers(said, rewards)
    for each in offers:
        pass_price(
            variant_id=each.variant.id, minor=each.price_minor, currency=each.market.currency, refused=actions.Refused
        )  # fmt: skip
    title = form.words("title")
    campaign = actions.open_campaign(
        line=line, slug=_free_slug(next(iter(title.values()))), title=title, words=form.words("words"),
        offers=offers, causes=said["acceptances"], pool_total=said["pool"], opens_at=max(said["opens_at"] or at, at),
        closes_at=datetime.combine(said["closes"], time.max, tzinfo=UTC), promise_from=promise[0],
        promise_to=promise[1], packed_about=said["packed"], limit_per_person=said["limit"],
        by=team.member_of(_viewer(request).fan_id), at=at, way=said["way"] or "preorder", goal=said["new_goal"],
        tiers=[each.tier(promise) for each in rewards], instalments=said["instalments"] or 1,
    )  # fmt: skip
    record_act(_viewer(request), act="campaigns.open", about=ref(campaign), at=at)
    return campaign


def _offers(said: dict[str, Any], rewards: Sequence[RewardForm]) -> list[actions.NewOffer]:
    """With rewards everything stands on one of them; without, side by side at the campaign's own prices."""
    found = products.variants_by_ids(int(each) for each in said["variants"])
    chosen = {str(row.id): row for row in found.values() if str(row.line_id) == said["line"]}
    if rewards:
        return [
            offer
            for place, each in enumerate(rewards)
            for offer in each.offers(place, chosen, said["deposits"])
        ]
    every = {market.code: market for market in markets.markets()}
    return [
        actions.NewOffer(variant, every[code], price, deposit)
        for code, (price, deposit) in said["prices"].items()
        for variant in chosen.values()
    ]


def _free_slug(title: str) -> str:
    """The title's own slug, or one with a number behind it when that is taken."""
    stem = slugify(title)[:48] or "campaign"
    taken = {row.slug for row in queries.campaigns()}
    return next(
        slug for n in range(len(taken) + 1) if (slug := f"{stem}-{n + 1}" if n else stem) not in taken
    )


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


urlpatterns = [
    path("campaigns", campaigns, name="campaigns"),
    path("campaigns/new", open_one, name="open_campaign"),
    path("campaigns/<slug:slug>/close", close, name="close_campaign"),
]
