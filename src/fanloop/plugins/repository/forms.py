"""What people say about a repository, and what fans hand in."""

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from fanloop.foundation.text.translated import read
from fanloop.plugins.repository.models import Repository
from fanloop.plugins.repository.rules import patches
from fanloop.releasing.releases.queries import Change
from fanloop.things.products import queries as products

AUDIENCES = (
    (Repository.EVERYBODY, _("Everybody")),
    (Repository.FANS, _("Fans who are logged in")),
    (Repository.TEAM, _("Nobody but us")),
)


class RepositoryForm(forms.Form):
    """Where the source of a line lives."""

    line = forms.TypedChoiceField(label=_("Product line"), coerce=int)
    address = forms.CharField(
        label=_("Address of the repository"), max_length=500, help_text=_("As for git clone: https://github.com/you/firmware.git"),
    )  # fmt: skip
    branch = forms.CharField(
        label=_("Branch"),
        max_length=200,
        required=False,
        help_text=_("Empty for the one it calls its main branch."),
    )
    web = forms.CharField(
        label=_("Where people browse it"), max_length=500, required=False, widget=forms.URLInput,
        help_text=_("https://github.com/you/firmware"),
    )  # fmt: skip
    token = forms.CharField(
        label=_("Access token"), max_length=300, required=False, help_text=_("For a private repository: one that may read it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    open_to = forms.ChoiceField(label=_("Who gets the source of a change"), choices=AUDIENCES)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["line"].choices = [(line.id, read(line.name)) for line in products.lines()]  # type: ignore[attr-defined]


class PatchForm(forms.Form):
    """A patch as a file or as text, and a word about it."""

    patch_file = forms.FileField(
        label=_("The patch as a file"), required=False, widget=forms.FileInput(attrs={"accept": ".patch,.diff,.mbox,text/*"}),
    )  # fmt: skip
    patch = forms.CharField(
        label=_("Or paste it"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "code"}),
        help_text=_("As “git format-patch” or “git diff” write it, up to a megabyte."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("What is different with it"),
        max_length=160,
        required=False,
        help_text=_("Empty for the patch’s own title."),
    )
    words = forms.CharField(
        label=_("A word to whoever reads it"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    request_url = forms.CharField(
        label=_("Merge request, if there is one"), max_length=500, required=False, widget=forms.URLInput
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        given = said.get("patch_file")
        if given is not None and given.size > patches.MOST_BYTES:
            raise forms.ValidationError(_("It is larger than a megabyte. Cut it into smaller steps."))
        data = given.read() if given is not None else said.get("patch", "").encode("utf-8", "replace")
        said["data"] = data
        return said


class TranslationForm(forms.Form):
    """A change told in one more language."""

    language = forms.ChoiceField(label=_("Language"))
    title = forms.CharField(label=_("The title in it"), max_length=160)
    words = forms.CharField(
        label=_("The words below it"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments: Any, change: Change, **named: Any) -> None:
        super().__init__(*arguments, **named)
        known = [(tag, row["name_local"]) for tag, row in LANG_INFO.items() if "name_local" in row]
        listed = sorted(known, key=lambda one: one[1].casefold())
        self.fields["language"].choices = [("", _("choose one")), *listed]  # type: ignore[attr-defined]
        self.told = [tag for tag in change.title if change.title[tag]]
