"""A campaign before it opens, at the desk: its words are mended, its moment is moved; and one more reward, also while it runs."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import record, told, tried
from fanloop.desk.campaign_at import campaign_at
from fanloop.desk.events import Moment
from fanloop.desk.guard import needs
from fanloop.desk.opening_form import variant_choices
from fanloop.desk.prices import pass_price
from fanloop.desk.reward_form import RewardForm, house_zone
from fanloop.desk.tongues import Said, SaidForm, field_of
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.answers import queries as answers
from fanloop.selling.campaigns import actions, queries
from fanloop.selling.campaigns.actions.opening import Words, mend, move_opening
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.campaigns.queries.crowd import shelves
from fanloop.things.products import queries as products


class WordsForm(SaidForm):
    """What a campaign says of itself."""

    said: ClassVar[dict[str, Said]] = {
        "title": Said(gettext_lazy("Title"), is_needed=True),
        "words": Said(gettext_lazy("What people get"), rows=4, at_most=8_000, is_needed=True),
    }


class TierWords(SaidForm):
    """What a reward says of itself."""

    said = RewardForm.said


class OpeningForm(forms.Form):
    """Another moment; one that has come opens it now."""

    opens = Moment(label=gettext_lazy("It opens"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        place = answers.place(answers.zone())
        self.fields["opens"].help_text = _("By the clock in %(place)s.") % {"place": place}


@needs("campaigns.open")
def mend_words(request: HttpRequest, slug: str) -> HttpResponse:
    """Every word of it in every language, until it opens."""
    row, asked = campaign_at(slug), request.POST or None
    tiers = {shelf.tier.id: shelf.tier for shelf in shelves(row, clock.now()) if shelf.tier}
    form = WordsForm(asked, initial=_first(row))
    beside = {
        id_: TierWords(asked, prefix=f"tier-{id_}", initial=_first(tier)) for id_, tier in tiers.items()
    }
    valid = asked and form.is_valid() and not [one for one in beside.values() if not one.is_valid()]
    if valid and tried(form, lambda: _mend(request, row, form, beside), actions.Refused):
        messages.success(request, _("Kept."))
        return redirect("desk:campaign", slug=slug)
    page = {"campaign": row, "title": read(row.title), "form": form, "tiers": beside.values()}
    return render(request, "desk/campaigns/words.html", page, status=422 if asked else 200)


def _first(row: Any) -> dict[str, str]:
    """Words as the form shows them; `row` is a campaign or a tier."""
    return {
        field_of(word, tag): text for word in ("title", "words") for tag, text in getattr(row, word).items()
    }


def _mend(request: HttpRequest, row: Campaign, form: WordsForm, beside: dict[int, TierWords]) -> Campaign:
    tiers = {id_: (one.words("title"), one.words("words")) for id_, one in beside.items()}
    changed = mend(campaign=row, said=Words(form.words("title"), form.words("words"), tiers), at=clock.now())
    record(request, "campaigns.mend", ref(row))
    return changed


@needs("campaigns.open")
@require_POST
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the moment, or open it now."""
    row, form = campaign_at(slug), OpeningForm(request.POST)
    now = request.POST.get("act") == "now"
    if not now and not form.is_valid():
        messages.error(request, _("Say when it opens, as a day and an hour."))
        return redirect("desk:campaign", slug=slug)
    opens_at = clock.now() if now else form.cleaned_data["opens"].replace(tzinfo=house_zone())

    def act() -> None:
        move_opening(campaign=row, opens_at=opens_at, at=clock.now())
        record(request, "campaigns.move_opening", ref(row), opens_at=opens_at.isoformat())

    if told(request, act, actions.Refused):
        messages.success(
            request, _("%(title)s is open.") % {"title": read(row.title)} if now else _("Moved.")
        )
    return redirect("desk:campaign", slug=slug)


@needs("campaigns.open")
def add_tier(request: HttpRequest, slug: str) -> HttpResponse:
    """One more reward; those that stand stay as they are."""
    row, asked = campaign_at(slug), request.POST or None
    ids = {str(variant.id) for variant in products.variants(row.line_id)}
    form = RewardForm(asked, variants=[pair for pair in variant_choices() if pair[0] in ids])
    if asked and form.is_valid() and tried(form, lambda: _add(request, row, form), actions.Refused):
        messages.success(request, _("It stands on the page now, behind the others."))
        return redirect("desk:campaign", slug=slug)
    page = {"campaign": row, "title": read(row.title), "reward": form}
    return render(request, "desk/campaigns/add_tier.html", page, status=422 if asked else 200)


def _add(request: HttpRequest, row: Campaign, form: RewardForm) -> bool:
    chosen = {offer.variant_id: offer.variant for offer in queries.offers(row.id)}
    chosen |= {
        variant.id: variant
        for variant in products.variants(row.line_id)
        if str(variant.id) in form.cleaned_data["variants"]
    }
    offers = form.offers(0, {str(id_): variant for id_, variant in chosen.items()}, {})
    for each in offers:
        pass_price(
            variant_id=each.variant.id,
            minor=each.price_minor,
            currency=each.market.currency,
            refused=actions.Refused,
        )
    new = form.tier((row.promise_from, row.promise_to))
    tier = actions.add_tier(campaign=row, new=new, offers=offers, at=clock.now())
    record(request, "campaigns.add_tier", ref(row), tier=ref(tier))
    return True


urlpatterns = [
    path("campaigns/<slug:slug>/words", mend_words, name="mend_campaign"),
    path("campaigns/<slug:slug>/opening", opening, name="move_opening"),
    path("campaigns/<slug:slug>/rewards", add_tier, name="add_tier"),
]
