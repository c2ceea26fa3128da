"""The forms of beta programmes: one field a language for what fans read, moments by the house's clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.events import Moment
from fanloop.desk.tongues import languages
from fanloop.foundation.text.translated import read
from fanloop.people.levels.queries import name_of
from fanloop.releasing.beta.actions import NewProgramme, Quota
from fanloop.releasing.beta.queries import PhaseRow, Programme
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant

RINGS = {
    0: gettext_lazy("0, engineers"),
    1: gettext_lazy("1, explorers"),
    2: gettext_lazy("2, the wider ring"),
}
PHASES = {
    "onboard": gettext_lazy("Getting in"),
    "engage": gettext_lazy("Trying"),
    "close": gettext_lazy("Looking back"),
}
SEVERITIES = {
    "minor": gettext_lazy("Minor"),
    "serious": gettext_lazy("Serious"),
    "blocking": gettext_lazy("The build cannot leave with it"),
    "none": gettext_lazy("No fault"),
}


class SaidForm(forms.Form):
    """Fields `title_…` and, with `long`, `words_…` once a language; the maker's first title must be filled."""

    long = True
    title_label = gettext_lazy("Title")
    words_label = gettext_lazy("Words")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        asked: dict[str, forms.Field] = {}
        for tag, tongue in languages():
            asked[f"title_{tag}"] = forms.CharField(
                label=_label(self.title_label, tongue), max_length=140, required=not asked
            )
        for tag, tongue in languages() if self.long else ():
            asked[f"words_{tag}"] = forms.CharField(
                label=_label(self.words_label, tongue), max_length=10_000, required=False,
                widget=forms.Textarea(attrs={"class": "words", "rows": 4}),
            )  # fmt: skip
        self.fields = asked | self.fields

    def words(self, word: str) -> dict[str, str]:
        """What was said, by language; empty ones are left out."""
        said = {tag: self.cleaned_data.get(f"{word}_{tag}", "") for tag, _tongue in languages()}
        return {tag: text.strip() for tag, text in said.items() if text.strip()}

    def moment(self, name: str) -> datetime | None:
        wall: datetime | None = self.cleaned_data[name]
        return wall.replace(tzinfo=timezone.get_current_timezone()) if wall else None


def _label(what: object, tongue: str) -> str:
    return _("%(what)s (%(language)s)") % {"what": what, "language": tongue}


class ProgrammeForm(SaidForm):
    """A programme: what fans read, when it runs, who may ask, and how long we wait for the quiet."""

    opens = Moment(label=gettext_lazy("It opens"))
    closes = Moment(label=gettext_lazy("It closes"), required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Seats are for this level and above"), coerce=int, initial=1
    )
    warn_days = forms.IntegerField(
        label=gettext_lazy("Days until somebody quiet is asked"), min_value=1, max_value=365, initial=14,
        help_text=gettext_lazy("Counted from a build that waits to be tried."),
    )  # fmt: skip
    pause_days = forms.IntegerField(
        label=gettext_lazy("Days from there until the seat rests"), min_value=1, max_value=365, initial=14,
        help_text=gettext_lazy("It stays theirs, and one click wakes it."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["level"].choices = [(str(one), f"{one}, {name_of(one)}") for one in range(5)]  # type: ignore[attr-defined]
        if is_new:
            lines = [(str(one.id), read(one.name)) for one in products.lines()]
            first = {
                "line": forms.ChoiceField(label=_("Product line"), choices=lines),
                "slug": forms.SlugField(label=_("Address"), max_length=80, help_text=_("Small letters and hyphens, as in dawn-explorers.")),
            }  # fmt: skip
            self.fields = first | self.fields

    def new(self) -> NewProgramme:
        said = self.cleaned_data
        opens = self.moment("opens")
        assert opens is not None
        return NewProgramme(
            title=self.words("title"), words=self.words("words"), opens=opens, closes=self.moment("closes"),
            level=said["level"], warn_days=said["warn_days"], pause_days=said["pause_days"],
        )  # fmt: skip


def first_of(row: Programme) -> dict[str, Any]:
    """A programme as its form shows it."""
    zone = timezone.get_current_timezone()
    moments = {"opens": row.opens, "closes": row.closes}
    return (
        {name: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for name, at in moments.items() if at}
        | {name: getattr(row, name) for name in ("level", "warn_days", "pause_days")}
        | {f"title_{tag}": text for tag, text in row.title.items()}
        | {f"words_{tag}": text for tag, text in row.words.items()}
    )


class PhaseForm(SaidForm):
    long = False
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=list(PHASES.items()), initial="engage"
    )
    starts = Moment(label=gettext_lazy("It starts"))
    ends = Moment(label=gettext_lazy("It ends"))


class ActivityForm(SaidForm):
    phase = forms.ChoiceField(label=gettext_lazy("In the phase"), required=False)

    def __init__(self, *args: Any, phases: list[PhaseRow], **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [(str(one.phase.id), one.title) for one in phases]
        self.fields["phase"].choices = [("", _("at any time")), *rows]  # type: ignore[attr-defined]


class FeatureForm(SaidForm):
    weight = forms.TypedChoiceField(
        label=gettext_lazy("How much hangs on it"), coerce=int, initial=1,
        choices=[("1", gettext_lazy("1, it would be a pity")), ("2", gettext_lazy("2, people would notice")), ("3", gettext_lazy("3, we would not leave without it"))],
    )  # fmt: skip


class QuestionForm(SaidForm):
    """A question; answers to choose from stand one a line in each language, in the same order."""

    title_label = gettext_lazy("Question")
    words_label = gettext_lazy("Answers to choose from, one a line; none for an open question")
    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False, initial=True)

    def options(self) -> list[Mapping[str, str]]:
        lines = {tag: [line.strip() for line in text.splitlines() if line.strip()] for tag, text in self.words("words").items()}  # fmt: skip
        count = max(map(len, lines.values()), default=0)
        return [
            {tag: said[number] for tag, said in lines.items() if number < len(said)}
            for number in range(count)
        ]


class TermsForm(SaidForm):
    """The next version of what testers sign; only its words count."""

    words_label = gettext_lazy("Terms")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields = {name: field for name, field in self.fields.items() if name.startswith("words_")}


class WaveForm(forms.Form):
    """Seats to draw; up to one kept group of each kind is offered here, in the order in which they are filled."""

    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=10_000, initial=10)
    ring = forms.TypedChoiceField(
        label=gettext_lazy("Ring"), coerce=int, choices=list(RINGS.items()), initial=1
    )
    closes = Moment(label=gettext_lazy("Applications until"))
    level_seats = forms.IntegerField(label=gettext_lazy("Kept for a level"), min_value=0, required=False)
    level = forms.ChoiceField(label=gettext_lazy("This level and above"), required=False)
    language_seats = forms.IntegerField(
        label=gettext_lazy("Kept for a language"), min_value=0, required=False
    )
    language = forms.CharField(label=gettext_lazy("Its tag, as in zh-hans"), max_length=16, required=False)
    device_seats = forms.IntegerField(label=gettext_lazy("Kept for a device"), min_value=0, required=False)
    device = forms.ChoiceField(label=gettext_lazy("Device"), required=False)

    def __init__(self, *args: Any, devices: list[Variant], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["level"].choices = [(str(one), f"{one}, {name_of(one)}") for one in range(1, 5)]  # type: ignore[attr-defined]
        self.fields["device"].choices = [("", "—"), *((one.sku, read(one.name)) for one in devices)]  # type: ignore[attr-defined]

    def quotas(self) -> list[Quota]:
        said = self.cleaned_data
        kinds = ("level", "language", "device")
        return [Quota(kind, said[kind].strip().lower() if kind == "language" else said[kind], said[f"{kind}_seats"]) for kind in kinds if said[f"{kind}_seats"]]  # fmt: skip

    def until(self) -> datetime:
        wall: datetime = self.cleaned_data["closes"]
        return wall.replace(tzinfo=timezone.get_current_timezone())


class OfferForm(forms.Form):
    build = forms.ChoiceField(label=gettext_lazy("Build"))
    ring = forms.TypedChoiceField(
        label=gettext_lazy("For this ring and further in"), coerce=int, choices=list(RINGS.items()), initial=0
    )
    words = forms.CharField(label=gettext_lazy("What is new, in a line"), max_length=1000, required=False)

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["build"].choices = offered  # type: ignore[attr-defined]


class SeatForm(forms.Form):
    handle = forms.CharField(label=gettext_lazy("Handle"), max_length=60)
    given_ring = forms.TypedChoiceField(
        label=gettext_lazy("Ring"), coerce=int, choices=list(RINGS.items()), initial=0
    )
