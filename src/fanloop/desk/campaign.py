"""One campaign at the desk: how far it is, what has come, what it promises; moving the promise, adding a stretch goal."""

from datetime import UTC, datetime, time
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.campaign_at import campaign_at
from fanloop.desk.guard import needs
from fanloop.desk.planned import OpeningForm
from fanloop.desk.prices import pass_price
from fanloop.desk.reward_form import house_zone
from fanloop.desk.tongues import Said, SaidForm
from fanloop.foundation import clock, money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.selling.campaigns import actions, queries
from fanloop.selling.campaigns.actions.pricing import plan_price_step
from fanloop.selling.campaigns.actions.promising import move_packing, move_promise
from fanloop.selling.campaigns.queries import Campaign, Offer
from fanloop.selling.campaigns.queries.crowd import Goal, charging, crowd, goal_of, shelves
from fanloop.selling.campaigns.queries.opening import bells
from fanloop.selling.campaigns.queries.prices import price_steps
from fanloop.selling.campaigns.queries.promises import promise_changes

_DAY = forms.DateInput(attrs={"type": "date"})


class PromiseForm(forms.Form):
    """Other days, and why. The words go to everybody who waits, as they are."""

    prefix = "promise"
    first = forms.DateField(label=gettext_lazy("With people from"), widget=_DAY)
    last = forms.DateField(label=gettext_lazy("With people until"), widget=_DAY)
    packed = forms.DateField(
        label=gettext_lazy("Packed about"), widget=_DAY, required=False,
        help_text=gettext_lazy("What is left to pay is due then. Empty: it moves by as many days as the first day."),
    )  # fmt: skip
    because = forms.CharField(
        label=gettext_lazy("Why, in words for fans"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class StretchForm(SaidForm):
    """What comes as well when more is pledged; published at once."""

    prefix = "stretch"
    said: ClassVar[dict[str, Said]] = {
        "title": Said(gettext_lazy("What comes as well"), at_most=120, is_needed=True),
        "words": Said(gettext_lazy("In a sentence"), at_most=500),
    }
    amount = forms.CharField(label=gettext_lazy("From how much on"), max_length=20)

    def __init__(self, *args: Any, goal: Goal, **more: Any) -> None:
        super().__init__(*args, **more)
        self.goal = goal
        unit = goal.currency if goal.unit == "money" else _("pieces")
        self.fields["amount"].help_text = _(
            "In %(unit)s. Above the goal and above what is pledged already."
        ) % {"unit": unit}

    def clean_amount(self) -> int:
        """The amount in the goal's unit."""
        said = str(self.cleaned_data["amount"]).strip()
        if self.goal.unit == "pieces":
            if not said.isdecimal():
                raise forms.ValidationError(_("Write a whole number of pieces."))
            return int(said)
        try:
            return money.read(said, self.goal.currency).minor
        except money.MoneyError as problem:
            raise forms.ValidationError(str(problem)) from None


class StepForm(forms.Form):
    """Another price from a day on; said before, so that nobody is surprised."""

    prefix = "step"
    offer = forms.TypedChoiceField(label=gettext_lazy("Offer"), coerce=int)
    price = forms.CharField(label=gettext_lazy("New price"), max_length=20)
    starts = forms.DateField(label=gettext_lazy("From this day on"), widget=_DAY)

    def __init__(self, *args: Any, campaign: Campaign, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offers = {offer.id: offer for offer in queries.offers(campaign.id)}
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (id_, _named(row)) for id_, row in self.offers.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Read the price in the offer's currency."""
        said: dict[str, Any] = super().clean() or {}
        if {"offer", "price"} <= said.keys():
            try:
                said["minor"] = money.read(said["price"], self.offers[said["offer"]].currency).minor
            except money.MoneyError as problem:
                self.add_error("price", str(problem))
        return said


def _named(offer: Offer) -> str:
    tier = [read(offer.tier.title)] if offer.tier else []
    return f"{', '.join([*tier, read(offer.variant.name), read(offer.market.name)])} ({queries.price(offer)})"


@needs("campaigns.open")
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, campaign_at(slug))


def _page(request: HttpRequest, row: Campaign, *, status: int = 200, **asked: forms.Form) -> HttpResponse:
    at, goal = clock.now(), goal_of(row.id)
    forms_ = {
        "promise": PromiseForm(initial={"first": row.promise_from, "last": row.promise_to}),
        "stretch": StretchForm(goal=goal) if goal and at < row.closes_at else None,
        "step": StepForm(campaign=row) if at < row.closes_at else None,
        "opening": OpeningForm(initial={"opens": row.opens_at.astimezone(house_zone()).strftime("%Y-%m-%dT%H:%M")}),
    } | asked  # fmt: skip
    shown = {
        "campaign": row,
        "title": read(row.title),
        "progress": queries.progress(row, at),
        "crowd": crowd(row, at),
        "charging": charging(row.id) if goal else None,
        "shelves": shelves(row, at),
        "steps": price_steps(row.id, at),
        "changes": promise_changes(row.id),
        "lacks_packing": queries.lacks_packing(row),
        "forms": forms_,
    }
    return render(request, "desk/campaigns/campaign.html", shown | _ahead(row, at), status=status)


def _ahead(row: Campaign, at: datetime) -> dict[str, Any]:
    """What can still be changed of what it is."""
    runs = at < row.closes_at and not queries.is_ended(row)
    tiers = runs and any(offer.tier_id for offer in queries.offers(row.id))
    return {"waiting": bells([row.id])[row.id], "can_add_tier": tiers and row.way != "drop"}


@needs("campaigns.open")
@require_POST
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the promised days: everybody who waits reads the reason."""
    row, form = campaign_at(slug), PromiseForm(request.POST)
    if form.is_valid() and tried(form, lambda: _move(request, row, form.cleaned_data), actions.Refused):
        messages.success(request, _("Moved. Everybody who waits is told, with your reason."))
        return redirect("desk:campaign", slug=slug)
    return _page(request, row, status=422, promise=form)


def _move(request: HttpRequest, row: Campaign, said: dict[str, Any]) -> bool:
    """The days of the promise; where they stand and only the day of packing is another, that alone."""
    if said["packed"] and (said["first"], said["last"]) == (row.promise_from, row.promise_to):
        move_packing(campaign=row, day=said["packed"], because=said["because"], at=clock.now())
    else:
        move_promise(
            campaign=row, first=said["first"], last=said["last"], because=said["because"],
            packed_about=said["packed"], by=member_of(request), at=clock.now(),
        )  # fmt: skip
    record(request, "campaigns.move_promise", ref(row), because=said["because"])
    return True


@needs("campaigns.open")
@require_POST
def stretch(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish one more stretch goal."""
    row = campaign_at(slug)
    goal = goal_of(row.id)
    if goal is None:
        raise Http404
    form = StretchForm(request.POST, goal=goal)
    if form.is_valid() and tried(form, lambda: _stretch(request, row, form), actions.Refused):
        messages.success(request, _("Published."))
        return redirect("desk:campaign", slug=slug)
    return _page(request, row, status=422, stretch=form)


def _stretch(request: HttpRequest, row: Campaign, form: StretchForm) -> bool:
    amount = form.cleaned_data["amount"]
    new = actions.NewStretch(amount, form.words("title"), form.words("words"))
    actions.add_stretch(campaign=row, new=new, by=member_of(request), at=clock.now())
    record(request, "campaigns.add_stretch", ref(row), amount=amount)
    return True


@needs("campaigns.open")
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Say a price ahead."""
    row = campaign_at(slug)
    form = StepForm(request.POST, campaign=row)
    if form.is_valid() and tried(form, lambda: _step(request, row, form), actions.Refused):
        messages.success(request, _("Said. The page shows it from now on."))
        return redirect("desk:campaign", slug=slug)
    return _page(request, row, status=422, step=form)


def _step(request: HttpRequest, row: Campaign, form: StepForm) -> bool:
    said = form.cleaned_data
    starts_at, offer = datetime.combine(said["starts"], time.min, tzinfo=UTC), form.offers[said["offer"]]
    pass_price(
        variant_id=offer.variant_id, minor=said["minor"], currency=offer.currency, refused=actions.Refused
    )
    plan_price_step(
        offer=offer, price_minor=said["minor"], starts_at=starts_at, by=member_of(request),
        at=clock.now(),
    )  # fmt: skip
    record(request, "campaigns.plan_price", ref(row), offer=said["offer"], minor=said["minor"])
    return True


urlpatterns = [
    path("campaigns/<slug:slug>", campaign, name="campaign"),
    path("campaigns/<slug:slug>/promise", promise, name="move_promise"),
    path("campaigns/<slug:slug>/stretch", stretch, name="add_stretch"),
    path("campaigns/<slug:slug>/prices", step, name="plan_price"),
]
