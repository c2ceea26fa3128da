"""A form for an address as its country writes it. Which fields, and in which order, is said by whoever draws it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.ui.countries import NAMES, choices, country_name

LABELS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Name on the bell"),
    "company": gettext_lazy("Company"),
    "street": gettext_lazy("Street and number"),
    "extra": gettext_lazy("Floor, building, care of"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town or city"),
    "region": gettext_lazy("State, province or region"),
}
AUTOFILL: Mapping[str, str] = {
    "name": "name",
    "company": "organization",
    "street": "address-line1",
    "extra": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "region": "address-level1",
}
PROBLEMS = {
    "missing": lambda: _("The post of this country needs it."),
    "shape": lambda: _("Postcodes of this country look different."),
    "long": lambda: _("Not more than 120 letters."),
    "country": lambda: _("Two letters, such as DE."),
}


class PostalForm(forms.Form):
    """The fields of one country first, then those of the subclass. `autofill` says which of its own addresses the browser offers, if any."""

    def __init__(
        self,
        *args: Any,
        country: str,
        names: Sequence[str],
        required: Collection[str],
        sample: str = "",
        autofill: str = "shipping",
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        fields: dict[str, forms.Field] = {
            "country": forms.CharField(widget=forms.HiddenInput(), initial=country)
        }
        for name in names:
            fields[name] = forms.CharField(
                label=str(LABELS[name]), required=name in required, max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": f"{autofill} {AUTOFILL[name]}" if autofill else "off"}),
                help_text=_("For example %(sample)s") % {"sample": sample} if name == "postcode" and sample else "",
            )  # fmt: skip
        self.fields = fields | self.fields

    def say(self, problems: Mapping[str, str]) -> None:
        """Word what the rules found, each beside its field."""
        for name, problem in problems.items():
            self.add_error(name if name in self.fields else None, PROBLEMS[problem]())

    @property
    def address(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in LABELS}


class BillingForm(PostalForm):
    """Who is billed: a person or a firm with its number, at an address as its country writes it."""

    tax_country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=gettext_lazy("Country of the tax number"), required=False,
        help_text=gettext_lazy("Two letters, such as DE; left empty it is that of the address."),
        widget=forms.TextInput(attrs={"maxlength": 2, "size": 3}),
    )  # fmt: skip
    tax_number = forms.CharField(
        label=gettext_lazy("Tax number of the firm"), required=False, max_length=30,
        help_text=gettext_lazy("Only where a business buys. Its digits are checked here; nobody is asked."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].label = _("Name on the invoice")

    @property
    def tax(self) -> tuple[str, str]:
        return self.cleaned_data["tax_country"], self.cleaned_data["tax_number"]


class Named(Protocol):
    """Who a paper names."""

    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def tax_id(self) -> str: ...


def named_lines(party: Named) -> list[str]:
    """Whom a paper names, where, and under which number, with the country's name."""
    country = country_name(party.country) if party.country else ""
    lines = (party.name, party.street, f"{party.postcode} {party.city}".strip(), country, party.tax_id)
    return [line for line in lines if line]


def country_choices(chosen: str) -> list[tuple[str, str]]:
    """Countries to choose from; one that was typed is among them."""
    known = choices()
    return known if chosen in NAMES or not chosen else [*known, (chosen, chosen)]


def country_of(text: str, market: str) -> str:
    """The two letters somebody chose, else those their market suggests."""
    code = text.strip().upper()
    return (
        code
        if len(code) == 2 and code.isalpha() and code.isascii()
        else {"us": "US", "cn": "CN"}.get(market, "DE")
    )
