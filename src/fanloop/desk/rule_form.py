"""The part of a form that says who may order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class RuleForm(forms.Form):
    """What is left empty is not asked."""

    level = forms.IntegerField(label=gettext_lazy("Level at least"), min_value=0, max_value=4, initial=0)
    markets = forms.CharField(
        label=gettext_lazy("Only from these markets"), required=False, max_length=120,
        help_text=gettext_lazy("Their codes with spaces between, such as: eu us"),
    )  # fmt: skip
    tested = forms.BooleanField(label=gettext_lazy("Tried a build before everybody else"), required=False)
    backed = forms.BooleanField(label=gettext_lazy("Ordered from us before"), required=False)

    def who(self) -> dict[str, Any]:
        """The rule these fields make."""
        said = self.cleaned_data
        found = {"level": said["level"], "markets": said["markets"].lower().split()}
        found |= {"tested": said["tested"], "backed": said["backed"]}
        return {name: value for name, value in found.items() if value}
