"""Forms for what is said in several languages: one field a language, and the maker's first one must be filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.foundation.text.translated import Words
from fanloop.people.team import queries as team


def languages() -> list[tuple[str, str]]:
    """(tag, its own name) of every language pages are read in, the maker's first one in front."""
    maker = team.maker()
    first = maker.languages[0] if maker and maker.languages else "en"
    spoken = [(tag, str(name)) for tag, name in settings.LANGUAGES]
    return sorted(spoken, key=lambda one: one[0] != first)


@dataclass(frozen=True)
class Said:
    """Something asked once a language: a line, or so many `rows`; where it is needed, the maker's first language must be filled."""

    label: Any
    rows: int = 0
    at_most: int = 140
    is_needed: bool = False

    def field(self, tongue: str, *, is_first: bool) -> forms.CharField:
        return forms.CharField(
            label=_("%(what)s (%(language)s)") % {"what": self.label, "language": tongue},
            max_length=self.at_most,
            required=self.is_needed and is_first,
            widget=forms.Textarea(attrs={"rows": self.rows, "class": "words"}) if self.rows else None,
        )


class SaidForm(forms.Form):
    """Asks each of `said` once a language, before its other fields: `title_en`, `title_zh_hans`, …"""

    said: ClassVar[dict[str, Said]] = {}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        spoken = languages()
        asked: dict[str, forms.Field] = {
            field_of(word, tag): said.field(tongue, is_first=tag == spoken[0][0])
            for word, said in self.said.items()
            for tag, tongue in spoken
        }
        self._asked = frozenset(asked)
        self.fields = asked | self.fields

    def offer(self, **choices: Sequence[tuple[str, str]]) -> None:
        """What its fields of these names can choose from at this moment."""
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def words(self, word: str = "name") -> Words:
        """What was said, by language; languages left empty are left out."""
        said = {tag: self.cleaned_data.get(field_of(word, tag), "") for tag, _tongue in languages()}
        return {tag: text for tag, text in said.items() if text}

    def said_here(self) -> list[forms.BoundField]:
        """The fields of its words; the others stand beside them."""
        return [one for one in self if one.name in self._asked]

    def settings_here(self) -> list[forms.BoundField]:
        return [one for one in self if one.name not in self._asked]


NAMED = {"name": Said(gettext_lazy("Name"), is_needed=True)}


class NamedForm(SaidForm):
    """Asks a name; who asks more adds to `NAMED`."""

    said = NAMED


class AddressedForm(NamedForm):
    """Something with a name and a short address; an address left empty is made from the name."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"), max_length=80, required=False,
        help_text=gettext_lazy("Small letters and hyphens, as in dawn. Empty: made from the name."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        names = self.words().values()
        said["slug"] = said["slug"].lower() or next(
            (slug for name in names if (slug := slugify(name)[:80])), ""
        )
        if not said["slug"]:
            self.add_error(
                "slug", _("No address can be made from this name. Write one in small Latin letters.")
            )
        return said


def field_of(word: str, tag: str) -> str:
    """The name of the field that asks this in this language."""
    return f"{word}_{tag.replace('-', '_')}"
