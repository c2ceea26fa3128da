"""Devices in forms: a fan's own first, then what the maker builds; and the page where a fan keeps them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules.kinds import Detail
from fanloop.people.fans.queries import Fan
from fanloop.site.asking import fan_of, members_only, tell
from fanloop.things.products import queries as products

Choice = tuple[str, str]


def key(line_id: int | None, variant: str) -> str:
    """A device as a form's value: the line's number and the variant's name."""
    return f"{line_id or ''}|{variant}"


def of_gear(gear: Any) -> dict[str, str]:
    return {"device": key(gear.line_id, gear.variant), "build": gear.build}


def choices(gear: Sequence[voices.GearRow]) -> list[Choice]:
    """A fan's own devices in front, then every hardware line with its variants, each once."""
    own = {key(row.gear.line_id, row.gear.variant): row.name for row in gear}
    built: dict[str, str] = {}
    for line in products.lines(kind="hardware"):
        name = read(line.name)
        built[key(line.id, "")] = name
        for variant in products.variants(line.id):
            called = read(variant.name)
            built[key(line.id, called)] = called if name in called else f"{name}, {called}"
    return [
        ("", _("None, or another one")),
        *own.items(),
        *((k, v) for k, v in built.items() if k not in own),
    ]


def area_choices() -> list[tuple[str, list[Choice]]] | list[Choice]:
    """Areas under their lines; without the lines where there is only one."""
    by_line: dict[str, list[Choice]] = {}
    for area in products.areas():
        by_line.setdefault(read(area.line.name), []).append((str(area.id), read(area.name)))
    return next(iter(by_line.values())) if len(by_line) == 1 else list(by_line.items())


def detail(device: str, build: str) -> Detail:
    """What a form says about a device; of a device nobody chose, only the build."""
    number, _bar, variant = device.partition("|")
    return Detail(int(number) if number.isdecimal() else None, variant, build)


def remember(fan: Fan, said: Detail, *, at: datetime) -> None:
    """Keep the device in the profile, so that the next form begins with it."""
    line = products.line_by_id(said.line_id) if said.line_id else None
    if line is None:
        return
    try:
        actions.keep_gear(fan=fan, line=line, variant=said.variant, build=said.build, at=at)
    except actions.Refused:
        return


class GearForm(forms.Form):
    """A device of one's own."""

    device = forms.ChoiceField(label=gettext_lazy("Device"))
    build = forms.CharField(required=False, max_length=60, label=gettext_lazy("Build"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["device"].choices = choices([])[1:]  # type: ignore[attr-defined]


@members_only
def gear(request: HttpRequest) -> HttpResponse:
    """What a fan owns, kept here so that nobody has to say it twice."""
    fan = fan_of(request)
    form = GearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remember(fan, detail(form.cleaned_data["device"], form.cleaned_data["build"]), at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("site:gear")
    return render(request, "site/people/gear.html", {"form": form, "gear": voices.gear_of(fan.id)})


@require_POST
@members_only
def drop(request: HttpRequest, gear_id: int) -> HttpResponse:
    try:
        actions.drop_gear(fan=fan_of(request), gear_id=gear_id, at=clock.now())
    except actions.Refused as problem:
        tell(request, problem)
    return redirect("site:gear")


urlpatterns = [
    path("me/gear", gear, name="gear"),
    path("me/gear/<int:gear_id>/drop", drop, name="drop_gear"),
]
