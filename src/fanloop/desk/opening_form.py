"""The form that opens a campaign: what it is, how and when it is sold, what it costs, its goal and its rewards."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.crowd_form import CrowdFields
from fanloop.desk.events import Moment
from fanloop.desk.reward_form import Rewards, house_zone
from fanloop.desk.tongues import Said, SaidForm
from fanloop.foundation import clock, money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.answers import queries as answers
from fanloop.listening.voices import queries as voices
from fanloop.people.markets import queries as markets
from fanloop.things.products import queries as products

_DAY = forms.DateInput(attrs={"type": "date"})


class OpenForm(CrowdFields, SaidForm):
    """A campaign in one page. Prices per market come beside it, one field a market; its rewards stand in forms of their own."""

    said: ClassVar[dict[str, Said]] = {
        "title": Said(gettext_lazy("Title"), is_needed=True),
        "words": Said(gettext_lazy("What people get"), rows=3, at_most=8_000, is_needed=True),
    }

    line = forms.ChoiceField(label=gettext_lazy("Product line"))
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
    opens = Moment(label=gettext_lazy("It opens"), required=False)
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

    def __init__(self, *args: Any, rewards: Rewards | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rewards = rewards
        lines = products.lines(kind="hardware")
        promised = voices.needs_board(order="promised", size=100).object_list
        held = voices.acceptances_of([row.need.id for row in promised])
        choices = {
            "line": [(str(each.id), read(each.name)) for each in lines],
            "variants": variant_choices(),
            "acceptances": [(ref(held[row.need.id]), row.title) for row in promised if row.need.id in held],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        if len(lines) == 1:
            self.fields["line"].initial, self.fields["line"].widget = str(lines[0].id), forms.HiddenInput()
        for market in markets.markets():
            shown = {"market": read(market.name), "currency": market.currency}
            price = forms.CharField(label=_("Price in %(market)s, %(currency)s") % shown, required=False)
            deposit = forms.CharField(label=_("Deposit in %(market)s, %(currency)s") % shown, required=False)
            self.fields |= {f"price_{market.code}": price, f"deposit_{market.code}": deposit}
        self.choose_currencies()
        zone = answers.place(answers.zone())
        self.fields["opens"].help_text = _(
            "By the clock in %(place)s. Empty: at once. Until then its page is a teaser."
        ) % {"place": zone}

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Its fields as they are read: what it is, how and when it is sold, and what it costs."""
        priced = [one for one in self if one.name.startswith(("price_", "deposit_"))]
        names = {
            _("What it is"): ("acceptances", "variants", "line"),
            _("How it is sold"): ("way", "pool", "limit", "instalments"),
            _("When"): ("opens", "closes", "promise_from", "promise_to", "packed"),
        }
        shown = [(title, [self[name] for name in group]) for title, group in names.items()]
        shown[0] = (shown[0][0], [*self.said_here(), *shown[0][1]])
        return [*shown, (_("What it costs"), priced)]

    def clean(self) -> dict[str, Any]:
        """Read the prices; a market without a price is left out."""
        said: dict[str, Any] = super().clean() or {}
        self._read_prices(said)
        rewards = self.rewards
        if rewards is not None and not rewards.is_valid():
            self.add_error(None, _("Something is missing in a reward. It stands beside its field."))
        if not said["prices"] and not (rewards and rewards.said) and not self.errors:
            self.add_error(None, _("Give at least one market a price."))
        said["opens_at"] = _in_house_time(said.get("opens"))
        self.clean_crowd(said, {*said["prices"], *(rewards.market_codes() if rewards else ())}, clock.now())
        self._clean_packed(said)
        return said

    def _read_prices(self, said: dict[str, Any]) -> None:
        """`prices` are price and deposit by market; `deposits` alone count where rewards have prices of their own."""
        said["prices"], said["deposits"] = {}, {}
        for market in markets.markets():
            price, deposit = f"price_{market.code}", f"deposit_{market.code}"
            try:
                if said.get(deposit):
                    said["deposits"][market.code] = money.read(said[deposit], market.currency).minor
                if said.get(price):
                    minor = money.read(said[price], market.currency).minor
                    said["prices"][market.code] = (minor, said["deposits"].get(market.code, 0))
            except money.MoneyError as problem:
                self.add_error(price, str(problem))

    def _all_prices(self, said: dict[str, Any]) -> list[tuple[int, int]]:
        rewards = [form for form in (self.rewards.said if self.rewards else []) if form.is_valid()]
        pairs = [pair for form in rewards for pair in form.cleaned_data["prices"].items()]
        return [*said["prices"].values(), *((price, said["deposits"].get(code, 0)) for code, price in pairs)]

    def _clean_packed(self, said: dict[str, Any]) -> None:
        """Whoever pays a deposit is asked for the rest on a day, or never."""
        least = {"preorder": -1, "drop": 0}.get(said.get("way") or "preorder")
        if (
            least is not None
            and any(least < deposit < price for price, deposit in self._all_prices(said))
            and not said.get("packed")
            and "packed" not in self.errors
        ):
            self.add_error(
                "packed",
                _(
                    "Say when it is packed: the deposit is less than the price, and the rest is due on that day."
                ),
            )


def _in_house_time(wall: datetime | None) -> datetime | None:
    return wall.replace(tzinfo=house_zone()) if wall else None


def variant_choices() -> list[tuple[str, str]]:
    """Every variant that can be offered, named with its line."""
    lines = products.lines(kind="hardware")
    return [
        (str(v.id), f"{read(each.name)} {read(v.name)}" if len(lines) > 1 else read(v.name))
        for each in lines
        for v in products.variants(each.id)
    ]
