"""The way of an order, as its fan sees it: stations, boxes, where it goes, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fanloop.foundation.money import Money
from fanloop.foundation.text.days import day_words
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.orders.queries.held import HeldBack, words_about
from fanloop.selling.orders.queries.logistics import Way, address_lines
from fanloop.selling.orders.queries.papers import buyer_of, can_rebill
from fanloop.selling.orders.queries.returns import (
    Back,
    Case,
    Clock,
    cases_of,
    clock_of,
    instead_of,
    replacements,
    returns_of,
    sending_given_back,
)
from fanloop.selling.orders.rules.addresses import form_of, order_of
from fanloop.selling.orders.rules.states import STATES, State
from fanloop.ui.countries import country_name
from fanloop.ui.parts import Station
from fanloop.ui.postal import PostalForm, named_lines

REASONS: dict[str, str | Promise] = {
    "withdrawal": gettext_lazy("I do not want it after all"),
    "broken": gettext_lazy("It came broken"),
    "wrong": gettext_lazy("It is not what I ordered"),
    "warranty": gettext_lazy("It stopped working"),
}
CONDITIONS: dict[str, str | Promise] = {
    "as_new": gettext_lazy("as new"),
    "used": gettext_lazy("used"),
    "damaged": gettext_lazy("damaged"),
}
ENDS: dict[str, str | Promise] = {
    "repaired": gettext_lazy("repaired"),
    "replaced": gettext_lazy("replaced"),
    "refunded": gettext_lazy("paid back"),
    "declined": gettext_lazy("not covered"),
}


@dataclass(frozen=True)
class Told:
    """What an order's page says beside the money."""

    way: Way
    clock: Clock
    stations: list[Station]
    address: list[str]
    backs: list[tuple[Back, str | Promise]]
    cases: list[tuple[Case, str | Promise]]
    replacements: list[Any]
    instead_of: Any
    held: list[HeldBack]
    billed: list[str]
    may_rebill: bool
    may_send_back: bool
    sending_back: Money | None


def told(sheet: Sheet, way: Way, campaign: Campaign | None, now: datetime) -> Told:
    """Everything of one order that is not money."""
    id_, clock = sheet.order.id, clock_of(sheet.order)
    out = [unit for unit in way.units if unit.back_at is None]
    coming = {item.item.shipped_id for back in returns_of([id_])[id_] for item in back.items}
    return Told(
        way=way,
        clock=clock,
        stations=_stations(sheet, campaign),
        address=lines_of(way),
        backs=[(back, REASONS[back.row.reason]) for back in returns_of([id_])[id_]],
        cases=[(case, ENDS[case.end.how] if case.end else "") for case in cases_of([id_])[id_]],
        replacements=replacements([id_])[id_],
        instead_of=instead_of(sheet.order),
        billed=named_lines(buyer_of(sheet.order)),
        may_rebill=can_rebill(sheet.order, sheet.state),
        held=[row for row in words_about(sheet.order) if row.ended_at is None],
        may_send_back=any(unit.id not in coming for unit in out)
        and (clock.may_withdraw(now) or _under_warranty(clock, now)),
        sending_back=Money(row.minor, sheet.order.currency)
        if (row := sending_given_back([id_]).get(id_))
        else None,
    )


def lines_of(way: Way) -> list[str]:
    """Where the order goes, with the country's name last; nothing while nobody has said it."""
    if way.delivery is None:
        return []
    *lines, country = address_lines(way.delivery)
    return [*lines, country_name(country)]


def _under_warranty(clock: Clock, now: datetime) -> bool:
    return clock.warranty_until is None or now.date() <= clock.warranty_until


class AddressForm(PostalForm):
    """An address as its country writes it, and whether it is a gift."""

    gift = forms.BooleanField(label=gettext_lazy("It is a gift: no price in the box"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Words on top"), required=False, max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    elsewhere = forms.BooleanField(
        label=gettext_lazy("Somebody else is billed, or another address"), required=False,
        help_text=gettext_lazy("We ask for it next. A gift’s invoice names you, never who gets it."),
    )  # fmt: skip

    def __init__(self, *args: Any, country: str, **more: Any) -> None:
        form = form_of(country)
        super().__init__(
            *args,
            country=country,
            names=order_of(country),
            required=form.required,
            sample=form.sample,
            **more,
        )


class BackForm(forms.Form):
    """Which units come back, and why."""

    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What you send back"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What should we know?"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[int, str]], may_withdraw: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["units"].choices = units  # type: ignore[attr-defined]
        reasons = [(key, words) for key, words in REASONS.items() if may_withdraw or key != "withdrawal"]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


def _stations(sheet: Sheet, campaign: Campaign | None) -> list[Station]:
    entered = {each.state: day_words(each.at) for each in sheet.states}
    if sheet.state == "cancelled":
        return [
            Station(_("Ordered"), entered["placed"]),
            Station(_("Cancelled"), entered["cancelled"], state="broken"),
        ]
    promised = day_words(campaign.promise_from) if campaign else ""
    packed = day_words(campaign.packed_about) if campaign and campaign.packed_about else ""
    is_pledge = any(due.kind == "at_success" for due in sheet.dues)
    decided = day_words(campaign.closes_at) if campaign and is_pledge else ""
    planned: list[tuple[State, str, str]] = [
        ("placed", _("Pledged") if is_pledge else _("Ordered"), ""),
        ("deposit_paid", _("Deposit"), ""),
        ("paid", pgettext("of an order", "Paid"), decided),
        ("picked", _("Packed"), packed),
        ("shipped", _("On its way"), ""),
        ("delivered", _("With you"), promised),
    ]
    back: dict[State, str] = {
        "returned": _("Back with us"),
        "refunded": _("Paid back"),
        "replaced": _("Replaced"),
    }
    if not any(due.kind == "deposit" for due in sheet.dues):
        del planned[1]
    planned += [(state, words, "") for state, words in back.items() if state in entered]
    reached: int = STATES.index(sheet.state)
    places: list[int] = [STATES.index(state) for state, _words, _note in planned]
    following = next((place for place in places if place > reached), None)
    return [
        Station(words, entered.get(state, note), state=_when(place, reached, following))
        for (state, words, note), place in zip(planned, places, strict=True)
    ]


def _when(place: int, reached: int, following: int | None) -> Literal["past", "now", "next"]:
    if place <= reached:
        return "past"
    return "now" if place == following else "next"
