"""The part of the form that makes a campaign crowdfunding: its goal, and how currencies count."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.foundation import money
from fanloop.people.markets import queries as markets
from fanloop.selling.campaigns.actions import NewGoal

_DAY = forms.DateInput(attrs={"type": "date"})
_PLACES = Decimal("0.000001")


class CrowdFields(forms.Form):
    """Empty for a pre-order. With a goal, nothing is charged before it is reached."""

    way = forms.ChoiceField(
        label=gettext_lazy("How it is sold"),
        choices=[
            ("preorder", gettext_lazy("Pre-order: a deposit now, the rest when it is packed")),
            ("drop", gettext_lazy("Drop: few pieces at one moment; its rules are published next")),
            ("crowdfunding", gettext_lazy("Crowdfunding: charged only if enough is pledged by the last day")),
        ],
        initial="preorder",
        required=False,
    )
    goal_unit = forms.ChoiceField(
        label=gettext_lazy("The goal counts"),
        choices=[("pieces", gettext_lazy("pieces")), ("money", gettext_lazy("money"))],
        required=False,
    )
    goal = forms.CharField(label=gettext_lazy("The goal"), max_length=20, required=False)
    goal_currency = forms.ChoiceField(label=gettext_lazy("Its currency, for money"), required=False)
    rates = forms.CharField(
        label=gettext_lazy("What other currencies count"), max_length=200, required=False,
        help_text=gettext_lazy("Such as “USD 0.86, CNY 0.121”. Empty: the last rates brought in."),
    )  # fmt: skip
    flexible = forms.BooleanField(label=gettext_lazy("Charge what has come, reached or not"), required=False)
    late_until = forms.DateField(
        label=gettext_lazy("After a success, orders until"), widget=_DAY, required=False
    )

    def crowd(self) -> list[forms.BoundField]:
        """The fields that only crowdfunding needs."""
        return [self[name] for name in CrowdFields.base_fields if name != "way"]

    def choose_currencies(self) -> None:
        """The goal's currency is one people pay in."""
        codes = dict.fromkeys(market.currency for market in markets.markets())
        self.fields["goal_currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def clean_crowd(self, said: dict[str, Any], codes: Collection[str], at: datetime) -> None:
        """Read the goal into `said["new_goal"]`; None for a pre-order. `codes` are the markets that have a price."""
        said["new_goal"] = None
        if said.get("way") != "crowdfunding":
            return
        try:
            said["new_goal"] = _goal(said, codes, at)
        except (money.MoneyError, InvalidOperation, ValueError):
            self.add_error("goal", _("Say how much is enough, as a number, and what other currencies count."))


def _goal(said: Mapping[str, Any], codes: Collection[str], at: datetime) -> NewGoal:
    unit, text, late = said.get("goal_unit") or "pieces", said.get("goal") or "", said.get("late_until")
    flexible = bool(said.get("flexible"))
    late_until = datetime.combine(late, time.max, tzinfo=UTC) if late else None
    if unit == "pieces":
        return NewGoal("pieces", int(text), flexible=flexible, late_until=late_until)
    of = said.get("goal_currency") or ""
    paid_in = {market.currency for market in markets.markets() if market.code in codes} - {of}
    rates = _said_rates(said.get("rates") or "") or _known_rates(of, paid_in, at.date())
    enough = money.read(text, of).minor
    return NewGoal("money", enough, of, rates, flexible=flexible, late_until=late_until)


def _said_rates(text: str) -> dict[str, Decimal]:
    """`USD 0.86, CNY 0.121` as rates. Raises InvalidOperation or ValueError for anything else."""
    pairs = [part.split() for part in text.replace("=", " ").split(",") if part.strip()]
    return {code.upper(): Decimal(rate) for code, rate in pairs}


def _known_rates(of: str, currencies: Iterable[str], on: date) -> dict[str, Decimal]:
    """From the table of rates, which says how much of another currency one of ours is."""
    found = markets.exchange_rates(of, list(currencies), on=on)
    return {code: (1 / rate).quantize(_PLACES) for code, (rate, _day, _source) in found.items()}
