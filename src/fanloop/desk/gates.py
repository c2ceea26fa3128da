"""Go or no-go: the build a train carries, what its testers found, and a person who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Decision, Gate, Train
from fanloop.releasing.releases.rules.gates import GO, NO_GO, Light
from fanloop.things.builds import queries as builds
from fanloop.ui.parts import Crumb
from fanloop.ui.words import percent

TONES = {"go": "kept", "wait": "", "stop": "risk"}


@dataclass(frozen=True)
class Shown:
    """One light in words: the question, the answer, what it was counted from."""

    question: str
    answer: str
    tone: str
    sign: str
    state: str


class LoadForm(forms.Form):
    """Which build a train carries."""

    build = forms.TypedChoiceField(label=gettext_lazy("Build"), coerce=int)

    def __init__(self, *args: Any, line_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = builds.builds_of(line_id)
        self.fields["build"].choices = [(row.id, row.number) for row in rows]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Go or no-go, with the words everybody reads."""

    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed for a no-go, and for a go against the lights. Everybody who waits for the train reads it."),
    )  # fmt: skip


def shown(lights: Sequence[Light]) -> list[Shown]:
    signs = {"go": "check", "wait": "clock", "stop": "warning"}
    states = {
        "go": pgettext("decision", "go"),
        "wait": _("not known yet"),
        "stop": pgettext("decision", "stop"),
    }
    return [
        Shown(*_words(light), TONES[light.says], signs[light.says], states[light.says]) for light in lights
    ]


def _words(light: Light) -> tuple[str, str]:
    counts = {"count": light.count, "of": light.of, "share": percent(light.share)}
    return {
        "coverage": (
            _("Was it tried everywhere?"),
            _("%(count)s of %(of)s pairs of feature and device were tried, %(share)s; 80 %% is enough.") % counts,
        ),
        "blockers": (
            _("Does something block it?"),
            ngettext("%(count)s open blocker.", "%(count)s open blockers.", light.count) % counts
            if light.count
            else _("Nothing that a tester found blocks it."),
        ),
        "failing": (_("Is it a bad build?"), _failing(light, counts)),
        "no_worse": (
            _("Is it no worse than the last one?"),
            _("%(share)s sure that it fails at most 2 points more often than the build before; 90 %% is enough.") % counts
            if light.of
            else _("Nobody has tried it yet."),
        ),
    }[light.key]  # fmt: skip


def _failing(light: Light, counts: dict[str, object]) -> str:
    if not light.of:
        return _("Nobody has tried it yet.")
    said = _("%(count)s of %(of)s trials failed.") % counts
    if light.says != "stop":
        return said
    return said + " " + _("With a good build, which fails once in a hundred, that has odds below 1 in 100.")


def _train(train_id: int) -> Train:
    row = queries.train_by_id(train_id)
    if row is None:
        raise Http404(_("There is no such train."))
    return row


@require_safe
@needs("releases.board")
def gate(request: HttpRequest, train_id: int) -> HttpResponse:
    return _show(request, _train(train_id), DecideForm())


def _show(request: HttpRequest, train: Train, form: DecideForm) -> HttpResponse:
    found = queries.gate(train)
    carried = found.load.build_id if found else None
    page = {
        "train": train, "line_name": read(train.line.name), "gate": found, "lights": shown(found.lights) if found else [],
        "crumbs": [Crumb(_("Train board"), reverse("desk:trains")), Crumb(train.number)],
        "load_form": LoadForm(line_id=train.line_id, initial={"build": carried}), "decide_form": form,
        "has_builds": bool(builds.builds_of(train.line_id)), "says": _whole(found) if found else None,
        "may_decide": viewer_of(request).may("releases.depart"),
    }  # fmt: skip
    return render(request, "desk/releases/gate.html", page)


def _whole(found: Gate) -> tuple[str, str]:
    """The lights together in one sentence, and its tone."""
    said = {
        "go": _("All lights say go. You decide."),
        "wait": _("Not everything is known yet. You decide."),
        "stop": _("Something says stop. You decide."),
    }
    return said[found.says], TONES[found.says]


@require_POST
@needs("releases.board")
def load(request: HttpRequest, train_id: int) -> HttpResponse:
    train, by = _train(train_id), member_of(request)
    form = LoadForm(request.POST, line_id=train.line_id)
    build = builds.build(form.cleaned_data["build"]) if form.is_valid() else None
    if build is None:
        messages.error(request, _("Choose a build of this line."))
        return redirect("desk:gate", train.id)

    def act() -> None:
        actions.load(train=train, build=build, by=by, at=clock.now())
        record(request, "releases.load", ref(train), build=build.number)

    if told(request, act, actions.Refused):
        messages.success(request, _("%(build)s is aboard.") % {"build": build.number})
    return redirect("desk:gate", train.id)


@require_POST
@needs("releases.depart")
def decide(request: HttpRequest, train_id: int) -> HttpResponse:
    """A refusal stands beside the reason, and the words stay."""
    train, by, form = _train(train_id), member_of(request), DecideForm(request.POST)
    says = NO_GO if request.POST.get("says") == NO_GO else GO

    def act() -> Decision:
        why = form.cleaned_data["why"]
        record(request, f"releases.{says}", ref(train), why=why)
        return actions.decide(train=train, says=says, why=why, by=by, at=clock.now())

    if not form.is_valid() or tried(form, act, actions.Refused, field="why") is None:
        return _show(request, train, form)
    messages.success(
        request,
        pgettext("decision", "Go.") if says == GO else _("No-go. It does not leave until somebody says go."),
    )
    return redirect("desk:gate", train.id)


urlpatterns = [
    path("trains/<int:train_id>/gate", gate, name="gate"),
    path("trains/<int:train_id>/load", load, name="load_build"),
    path("trains/<int:train_id>/decide", decide, name="decide"),
]
