"""Forms for what is said in several languages: one field a language, and the maker's first one must be filled."""

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


class NamedForm(forms.Form):
    """Asks a name, and what `also` lists, once a language: fields `name_en`, `name_zh_hans`, …"""

    also: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        asked: dict[str, forms.Field] = {}
        for word, label in {"name": gettext_lazy("Name"), **self.also}.items():
            for tag, tongue in languages():
                asked[_field(word, tag)] = forms.CharField(
                    label=_("%(what)s (%(language)s)") % {"what": label, "language": tongue},
                    max_length=140,
                    required=not asked,
                )
        self.fields = asked | self.fields

    def words(self, word: str = "name") -> Words:
        """What was said, by language; languages left empty are left out."""
        said = {tag: self.cleaned_data.get(_field(word, tag), "") for tag, _tongue in languages()}
        return {tag: text for tag, text in said.items() if text}


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


def _field(word: str, tag: str) -> str:
    return f"{word}_{tag.replace('-', '_')}"
