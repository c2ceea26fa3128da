"""The rewards of a campaign as forms beside one another: so many as are asked for, and those left empty do not count."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.tongues import Said, SaidForm
from fanloop.foundation import money
from fanloop.foundation.text.translated import read
from fanloop.listening.answers import queries as answers
from fanloop.people.markets import queries as markets
from fanloop.selling.campaigns.actions import NewOffer, NewTier, Refused
from fanloop.things.products.queries import Variant

MOST = 12
_DAY = forms.DateInput(attrs={"type": "date"})


def house_zone() -> ZoneInfo:
    """The time zone the maker plans by: that of the promise's hours."""
    return ZoneInfo(answers.zone())


def raw(asked: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What was typed, as the first values of a form that is shown again without being judged."""
    names = [name for name in asked if name.startswith(prefix)]
    found = {name.removeprefix(prefix): asked.getlist(name) for name in names}
    return {name: said if name in {"variants", "acceptances"} else said[-1] for name, said in found.items()}


class RewardForm(SaidForm):
    """One reward: its words, its price in each market, and what limits it."""

    use_required_attribute = False
    said: ClassVar[dict[str, Said]] = {
        "title": Said(gettext_lazy("Reward"), at_most=80, is_needed=True),
        "words": Said(gettext_lazy("What is in it"), rows=2, at_most=500),
    }
    variants = forms.MultipleChoiceField(
        label=gettext_lazy("Which variants"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("None ticked: every variant of the campaign."),
    )  # fmt: skip
    count = forms.IntegerField(
        label=gettext_lazy("How many of it"), min_value=1, max_value=1_000_000, required=False,
        help_text=gettext_lazy("A number makes it a limited one, in pieces of its own. Empty: as many as can be made."),
    )  # fmt: skip
    limit = forms.IntegerField(
        label=gettext_lazy("For one person"), min_value=1, max_value=99, required=False,
        help_text=gettext_lazy("Empty: as many as the campaign allows."),
    )  # fmt: skip
    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=gettext_lazy("Delivered in"), required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2027-03"}),
        help_text=gettext_lazy("A month of the promise, such as 2027-03. It moves when the promise moves."),
    )  # fmt: skip
    first = forms.DateField(label=gettext_lazy("Early bird from"), widget=_DAY, required=False)
    last = forms.DateField(label=gettext_lazy("Early bird until"), widget=_DAY, required=False)

    def __init__(self, *args: Any, variants: Collection[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer(variants=list(variants))
        for market in markets.markets():
            shown = {"market": read(market.name), "currency": market.currency}
            label = _("Price in %(market)s, %(currency)s") % shown
            self.fields[f"price_{market.code}"] = forms.CharField(label=label, required=False, max_length=20)

    def prices_here(self) -> list[forms.BoundField]:
        return [one for one in self if one.name.startswith("price_")]

    def limits_here(self) -> list[forms.BoundField]:
        return [self[name] for name in ("count", "limit", "month", "first", "last", "variants")]

    def clean(self) -> dict[str, Any]:
        """Read the prices; a market without a price is left out."""
        said: dict[str, Any] = super().clean() or {}
        said["prices"] = {}
        for market in markets.markets():
            if text := said.get(name := f"price_{market.code}"):
                try:
                    said["prices"][market.code] = money.read(text, market.currency).minor
                except money.MoneyError as problem:
                    self.add_error(name, str(problem))
        if not said["prices"] and not self.errors:
            self.add_error(None, _("Give at least one market a price."))
        return said

    def tier(self, promise: tuple[date, date]) -> NewTier:
        """The reward as it is published. Raises Refused for a month in which nothing is promised."""
        said, zone = self.cleaned_data, house_zone()
        opens, closes = (
            datetime.combine(said[name], hour, tzinfo=zone) if said.get(name) else None
            for name, hour in (("first", time.min), ("last", time.max))
        )
        return NewTier(
            self.words("title"), self.words("words"), total=said.get("count"), opens_at=opens, closes_at=closes,
            limit=said.get("limit"), months_in=_months_in(said.get("month") or "", promise),
        )  # fmt: skip

    def offers(
        self, place: int, variants: Mapping[str, Variant], deposits: Mapping[str, int]
    ) -> list[NewOffer]:
        """What stands on this reward: each variant in each market that has a price."""
        known = {market.code: market for market in markets.markets()}
        chosen = [variants[id_] for id_ in self.cleaned_data["variants"] if id_ in variants] or list(
            variants.values()
        )
        return [
            NewOffer(variant, known[code], price, min(deposits.get(code, 0), price), place)
            for code, price in self.cleaned_data["prices"].items()
            for variant in chosen
        ]  # fmt: skip


def _months_in(month: str, promise: tuple[date, date]) -> int | None:
    if not month:
        return None
    year, number = (int(part) for part in month.split("-"))
    first, last = promise
    place = (year - first.year) * 12 + number - first.month
    if not 0 <= place <= (last.year - first.year) * 12 + last.month - first.month:
        raise Refused(
            _("A reward is delivered in a month the campaign promises. Move the promise, or the month.")
        )
    return place


class Rewards:
    """All rewards of one form. `again` shows them as they were typed, and one more when it is asked for."""

    def __init__(self, variants: Collection[tuple[str, str]], asked: QueryDict | None = None) -> None:
        self._variants = variants
        self.forms = [self._form(place, asked) for place in range(_count(asked))]

    @classmethod
    def again(cls, variants: Collection[tuple[str, str]], asked: QueryDict, *, more: bool) -> "Rewards":
        found = cls(variants)
        count = min(MOST, _count(asked) + more)
        found.forms = [found._form(place, initial=raw(asked, f"reward-{place}-")) for place in range(count)]
        return found

    def _form(self, place: int, asked: QueryDict | None = None, **more: Any) -> RewardForm:
        return RewardForm(asked, prefix=f"reward-{place}", variants=self._variants, **more)

    @property
    def count(self) -> int:
        return len(self.forms)

    @property
    def may_grow(self) -> bool:
        return self.count < MOST

    @property
    def said(self) -> list[RewardForm]:
        """Those that are not left empty."""
        return [form for form in self.forms if form.has_changed()]

    def is_valid(self) -> bool:
        """Whether each is; all are judged, so that each says what it lacks."""
        return not [form for form in self.said if not form.is_valid()]

    def market_codes(self) -> set[str]:
        return {code for form in self.said if form.is_valid() for code in form.cleaned_data["prices"]}


def _count(asked: QueryDict | None) -> int:
    text = asked.get("rewards", "") if asked else ""
    return max(1, min(MOST, int(text))) if text and text.isdecimal() else 1
