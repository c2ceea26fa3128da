"""What a person says about a file before it is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.foundation.text.translated import read
from fanloop.listening.community import queries as talk
from fanloop.plugins.moving.columns import SYNONYMS
from fanloop.plugins.moving.forums import host_of
from fanloop.plugins.moving.readers import discourse
from fanloop.things.products import queries as products

LARGEST, LARGEST_DATES = 64 * 1024 * 1024, 4 * 1024 * 1024
SOURCES = (
    ("discourse", gettext_lazy("Discourse")),
    ("github", gettext_lazy("GitHub issues and discussions")),
    ("canny", gettext_lazy("Canny: posts and votes")),
    ("csv", gettext_lazy("Another table (CSV)")),
)


class _FileForm(forms.Form):
    """A form with an upload that is not too large for a page."""

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size and given.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 64 MB. The command line takes any size."))
        return given


class ChangelogForm(_FileForm):
    """A release history, the line whose trains it becomes, and what the file itself does not say."""

    line = forms.ChoiceField(
        label=gettext_lazy("Product line"),
        help_text=gettext_lazy("Its releases become trains of this line that have left."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A changelog, or releases.csv and release_items.csv in one .zip; up to 64 MB."
        ),
        widget=forms.FileInput({"accept": ".md,.markdown,.txt,.rst,.news,.zip,.csv"}),
        max_length=160,
    )
    dates = forms.FileField(
        label=gettext_lazy("Table of dates"),
        required=False,
        help_text=gettext_lazy("For a changelog that writes no dates: a CSV with the columns tag and date."),
        widget=forms.FileInput({"accept": ".csv,.tsv"}),
        max_length=160,
    )
    project = forms.CharField(
        label=gettext_lazy("Project"),
        required=False,
        help_text=gettext_lazy("Only where the tables hold several: the name in their column project."),
        max_length=100,
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["line"].choices = [(one.slug, read(one.name)) for one in products.lines()]  # type: ignore[attr-defined]

    def clean_dates(self) -> Any:
        given = self.cleaned_data["dates"]
        if given and given.size > LARGEST_DATES:
            raise forms.ValidationError(_("This table is larger than 4 MB."))
        return given


class SourceForm(_FileForm):
    """Where it comes from, the file, and where it shall go."""

    kind = forms.ChoiceField(label=gettext_lazy("Where it comes from"), choices=SOURCES)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "JSON, CSV, or a .zip of several, up to 64 MB. The command line takes any size."
        ),
        widget=forms.FileInput({"accept": ".zip,.json,.jsonl,.ndjson,.csv,.tsv,.txt"}),
        max_length=160,
    )
    space = forms.ChoiceField(
        label=gettext_lazy("Where it goes"),
        required=False,
        help_text=gettext_lazy("Its own spaces keep the names they had there."),
    )
    forum = forms.CharField(
        label=gettext_lazy("Address of the forum"),
        required=False,
        help_text=gettext_lazy(
            "Discourse only, such as forum.example.org: it tells this forum from another that comes here too."
        ),
        max_length=200,
    )
    columns = forms.CharField(
        label=gettext_lazy("Columns, if they are not found"),
        required=False,
        help_text=gettext_lazy("Tables only, one a line: title = Subject"),
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        max_length=2_000,
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        spaces = [(row.space.slug, row.name) for row in talk.spaces()]
        self.fields["space"].choices = [("", _("Spaces of its own")), *spaces]  # type: ignore[attr-defined]

    def clean_forum(self) -> str:
        said = self.cleaned_data["forum"] if self.cleaned_data.get("kind") == discourse.ORIGIN else ""
        if said and not host_of(said):
            raise forms.ValidationError(_("This is no address. Write it as forum.example.org."))
        return host_of(said)

    def clean_columns(self) -> dict[str, str]:
        found = {}
        for line in filter(str.strip, self.cleaned_data["columns"].splitlines()):
            ours, mark, theirs = (part.strip() for part in line.partition("="))
            if not mark or ours not in SYNONYMS or not theirs:
                said = {"line": line[:80], "names": ", ".join(SYNONYMS)}
                raise forms.ValidationError(
                    _("“%(line)s” is not understood. Write: title = Subject. Names are: %(names)s.") % said
                )
            found[ours] = theirs
        return found
