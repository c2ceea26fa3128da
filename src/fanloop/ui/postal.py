"""A form for an address as its country writes it. Which fields, and in which order, is said by whoever draws it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.ui.countries import NAMES, choices

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
    """The fields of one country first, then those of the subclass. `autofill` lets the browser offer its own address."""

    def __init__(
        self,
        *args: Any,
        country: str,
        names: Sequence[str],
        required: Collection[str],
        sample: str = "",
        autofill: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        fields: dict[str, forms.Field] = {
            "country": forms.CharField(widget=forms.HiddenInput(), initial=country)
        }
        for name in names:
            fields[name] = forms.CharField(
                label=str(LABELS[name]), required=name in required, max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": f"shipping {AUTOFILL[name]}" if autofill else "off"}),
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
