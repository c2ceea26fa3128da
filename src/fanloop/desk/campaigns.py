"""Campaigns at the desk: what is on offer, opening a new one on accepted needs, and closing it."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.crowd_form import CrowdFields, shelve
from fanloop.desk.guard import needs
from fanloop.desk.prices import pass_price
from fanloop.foundation import clock, money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from fanloop.people.team.actions import record_act
from fanloop.selling.campaigns import actions, queries
from fanloop.selling.campaigns.queries import Campaign
from fanloop.things.products import queries as products

_DAY = forms.DateInput(attrs={"type": "date"})
PHASES = {
    "soon": gettext_lazy("opens soon"),
    "open": gettext_lazy("open"),
    "full": gettext_lazy("full"),
    "closed": gettext_lazy("closed"),
}


class OpenForm(CrowdFields):
    """A campaign in one page. Prices per market come beside it, one field a market."""

    line = forms.ChoiceField(label=gettext_lazy("Product line"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=140)
    words = forms.CharField(label=gettext_lazy("What people get"), widget=forms.Textarea(attrs={"rows": 3}))
    acceptances = forms.MultipleChoiceField(
        label=gettext_lazy("The promises it rests on"), widget=forms.CheckboxSelectMultiple
    )
    variants = forms.MultipleChoiceField(label=gettext_lazy("Variants"), widget=forms.CheckboxSelectMultiple)
    pool = forms.IntegerField(
        label=gettext_lazy("How many can be made"), min_value=1, max_value=10_000_000,
        help_text=gettext_lazy("Never more than this is sold."),
    )  # fmt: skip
    limit = forms.IntegerField(
        label=gettext_lazy("How many for one person"), min_value=1, max_value=99, initial=3
    )
    closes = forms.DateField(label=gettext_lazy("Last day to order"), widget=_DAY)
    packed = forms.DateField(
        label=gettext_lazy("Packed about"), widget=_DAY, required=False,
        help_text=gettext_lazy(
            "What a deposit leaves is due on this day. It moves when the promise moves. A pre-order and a drop with a deposit do not open without it."
        ),
    )  # fmt: skip
    instalments = forms.IntegerField(
        label=gettext_lazy("Monthly instalments, at most"), min_value=1, max_value=24, initial=1, required=False,
        help_text=gettext_lazy(
            "A fan may pay what the deposit leaves in so many parts, a month apart, the last on the day it is packed. 1: all of it on that day."
        ),
    )  # fmt: skip
    promise_from = forms.DateField(label=gettext_lazy("With people from"), widget=_DAY)
    promise_to = forms.DateField(label=gettext_lazy("With people until"), widget=_DAY)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        lines = products.lines(kind="hardware")
        promised = voices.needs_board(order="promised", size=100).object_list
        held = voices.acceptances_of([row.need.id for row in promised])
        choices = {
            "line": [(str(each.id), read(each.name)) for each in lines],
            "variants": [(str(v.id), read(v.name)) for each in lines for v in products.variants(each.id)],
            "acceptances": [(ref(held[row.need.id]), row.title) for row in promised if row.need.id in held],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        for market in markets.markets():
            shown = {"market": read(market.name), "currency": market.currency}
            price = forms.CharField(label=_("Price in %(market)s, %(currency)s") % shown, required=False)
            deposit = forms.CharField(label=_("Deposit in %(market)s, %(currency)s") % shown, required=False)
            self.fields |= {f"price_{market.code}": price, f"deposit_{market.code}": deposit}
        self.choose_currencies()

    def clean(self) -> dict[str, Any]:
        """Read the prices; a market without a price is left out."""
        said: dict[str, Any] = super().clean() or {}
        said["prices"] = {}
        for market in markets.markets():
            names = (f"price_{market.code}", f"deposit_{market.code}")
            texts = [said.get(name) or "" for name in names]
            if not texts[0]:
                continue
            try:
                said["prices"][market.code] = [
                    money.read(text or "0", market.currency).minor for text in texts
                ]
            except money.MoneyError as problem:
                self.add_error(names[0], str(problem))
        if not said["prices"] and not self.errors:
            self.add_error(None, _("Give at least one market a price."))
        self.clean_crowd(said, clock.now())
        self._clean_packed(said)
        return said

    def _clean_packed(self, said: dict[str, Any]) -> None:
        """Whoever pays a deposit is asked for the rest on a day, or never."""
        least = {"preorder": -1, "drop": 0}.get(said.get("way") or "preorder")
        if (
            least is not None
            and any(least < deposit < price for price, deposit in said["prices"].values())
            and not said.get("packed")
            and "packed" not in self.errors
        ):
            self.add_error(
                "packed",
                _(
                    "Say when it is packed: the deposit is less than the price, and the rest is due on that day."
                ),
            )


@needs("campaigns.open")
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    found = queries.progresses(queries.campaigns(), clock.now())
    rows = [(row, PHASES[row.phase], read(row.campaign.title)) for row in found]
    return render(request, "desk/campaigns/campaigns.html", {"rows": rows})


@needs("campaigns.open")
def open_one(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = _open(request, form.cleaned_data)
        except actions.Refused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("%(title)s is open.") % {"title": read(campaign.title)})
            return redirect("desk:publish_drop" if campaign.way == "drop" else "desk:campaigns")
    status = 422 if form.errors else 200
    return render(request, "desk/campaigns/open.html", {"form": form}, status=status)


@needs("campaigns.open")
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = queries.campaign(slug)
    if campaign is None:
        raise Http404
    with transaction.atomic():
        actions.close_campaign(campaign=campaign, by=team.member_of(_viewer(request).fan_id), at=clock.now())
        record_act(_viewer(request), act="campaigns.close", about=ref(campaign), at=clock.now())
    messages.success(request, _("%(title)s is closed.") % {"title": read(campaign.title)})
    return redirect("desk:campaigns")


@transaction.atomic
def _open(request: HttpRequest, said: dict[str, Any]) -> Campaign:
    at = clock.now()
    line = products.line_by_id(int(said["line"]))
    assert line is not None
    stands = shelve(said, _offers(said), said["title"])
    for each in stands.offers:
        pass_price(
            variant_id=each.variant.id, minor=each.price_minor, currency=each.market.currency, refused=actions.Refused
        )  # fmt: skip
    campaign = actions.open_campaign(
        line=line, slug=_free_slug(said["title"]), title={"en": said["title"]}, words={"en": said["words"]},
        offers=stands.offers, causes=said["acceptances"], pool_total=said["pool"], opens_at=at,
        closes_at=datetime.combine(said["closes"], time.max, tzinfo=UTC), promise_from=said["promise_from"],
        promise_to=said["promise_to"], packed_about=said["packed"], limit_per_person=said["limit"],
        by=team.member_of(_viewer(request).fan_id), at=at, way=said["way"] or "preorder", goal=said["new_goal"],
        tiers=stands.tiers, instalments=said["instalments"] or 1,
    )  # fmt: skip
    record_act(_viewer(request), act="campaigns.open", about=ref(campaign), at=at)
    return campaign


def _offers(said: dict[str, Any]) -> list[actions.NewOffer]:
    chosen = products.variants_by_ids(int(each) for each in said["variants"])
    every = {market.code: market for market in markets.markets()}
    return [
        actions.NewOffer(variant, every[code], price, deposit)
        for code, (price, deposit) in said["prices"].items()
        for variant in chosen.values()
        if str(variant.line_id) == said["line"]
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
