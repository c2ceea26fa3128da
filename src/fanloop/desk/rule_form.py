"""The part of a form that says who may order, and the one sentence that its rule makes."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.guard import needs
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.people.markets import queries as markets
from fanloop.selling.campaigns.queries.eligible import sentence

PARTS = ("level", "days", "proven", "markets", "groups", "tested", "backed", "ambassadors")


class RuleForm(forms.Form):
    """Everything a rule can ask. What is left empty is not asked."""

    level = forms.IntegerField(
        label=gettext_lazy("Level at least"), min_value=0, max_value=4, initial=0, required=False
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days an account is old at least"), min_value=0, max_value=3650, required=False
    )
    markets = forms.MultipleChoiceField(
        label=gettext_lazy("Only from these markets"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: from everywhere."),
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Only these groups"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Who belongs to one of them. None ticked: whoever it is."),
    )  # fmt: skip
    proven = forms.BooleanField(label=gettext_lazy("Confirmed their e-mail address"), required=False)
    tested = forms.BooleanField(label=gettext_lazy("Tried a build before everybody else"), required=False)
    backed = forms.BooleanField(label=gettext_lazy("Ordered from us before"), required=False)
    ambassadors = forms.BooleanField(label=gettext_lazy("Speaks for us as an ambassador"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = {
            "markets": [(market.code, read(market.name)) for market in markets.markets()],
            "groups": [(group.key, group.name) for group in fans.groups()],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
            if not pairs:
                del self.fields[name]

    def who(self) -> dict[str, Any]:
        """The rule these fields make."""
        return {name: value for name in PARTS if (value := self.cleaned_data.get(name))}

    def rule_here(self) -> list[forms.BoundField]:
        """The fields of the rule; a form that asks more shows the others beside them."""
        return [one for one in self if one.name in PARTS]

    def others_here(self) -> list[forms.BoundField]:
        return [one for one in self if one.name not in PARTS]

    def in_words(self) -> str:
        """The sentence of what is ticked; of what stood there before anything was typed, or cannot be read."""
        if not self.is_bound:
            known = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
            return sentence({name: known[name] for name in PARTS if known.get(name)})
        return "" if set(PARTS) & self.errors.keys() else sentence(self.who())


@needs("campaigns.open")
@require_POST
def rule_words(request: HttpRequest) -> HttpResponse:
    """The sentence of a rule that is being ticked; nothing is kept."""
    return render(request, "desk/codes/rule_said.html", {"form": RuleForm(request.POST)})


urlpatterns = [path("rule-words", rule_words, name="rule_words")]
