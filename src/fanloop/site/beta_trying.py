"""What a tester does on the page of a programme: apply, tick activities, say what works, make a voice of what fails."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.listening.moderation.actions import screened
from fanloop.people.fans.queries import Fan
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import NewApplication
from fanloop.releasing.beta.queries import Application, BetaTerms, Feature, Programme, Seat, Trial
from fanloop.site.asking import REFUSALS, fan_of, members_only, tell
from fanloop.site.beta import row_of
from fanloop.site.drafts import drop, hand_back, keep, kept
from fanloop.site.screening import tell_if_held, typed_seconds
from fanloop.things.builds import queries as builds
from fanloop.ui.parts import Crumb

_ALSO = ("de", "fr", "es", "it", "pt", "nl", "sv", "nb", "da", "fi", "pl", "cs", "uk", "tr", "ja", "ko", "vi", "id", "ar", "hi")  # fmt: skip
_PROBLEMS = (*REFUSALS, actions.Refused)


class ApplyForm(forms.Form):
    """The maker's questions, what builds would run on, which languages, and the terms where they are unsigned."""

    def __init__(self, *args: Any, programme: Programme, terms: BetaTerms | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = queries.questions_of(programme.id)
        self.devices = queries.devices_of(programme)
        for one in self.questions:
            self.fields[f"q{one.question.id}"] = _asked(one)
        self._ask_devices()
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Which languages do you speak?"), choices=_tongues(), required=False,
            widget=forms.CheckboxSelectMultiple, help_text=_("Some seats are kept for languages."),
        )  # fmt: skip
        if terms is not None:
            self.fields["sign"] = forms.BooleanField(
                label=_("I have read version %(number)s of the terms and sign it.") % {"number": terms.version},
                error_messages={"required": _("Please read and sign the terms: the box stands here.")},
            )  # fmt: skip

    def _ask_devices(self) -> None:
        if not self.devices:
            return
        self.fields["devices"] = forms.MultipleChoiceField(
            label=_("What would you try builds on?"), choices=[(one.sku, read(one.name)) for one in self.devices],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields["revision"] = forms.CharField(
            label=_("Revision"), max_length=40, required=False,
            help_text=_("A letter on the label under it, if there is one."),
        )  # fmt: skip

    def said(self) -> NewApplication:
        got = self.cleaned_data
        answers = {one.question.id: got[f"q{one.question.id}"] for one in self.questions}
        devices = dict.fromkeys(got.get("devices", ()), got.get("revision", ""))
        return NewApplication(answers, devices, got["languages"])


def _asked(one: queries.QuestionRow) -> forms.Field:
    required = one.question.required
    if one.question.kind == "choice":
        choices = [(option, option) for option in one.options]
        return forms.ChoiceField(
            label=one.title, choices=choices, required=required, widget=forms.RadioSelect
        )
    area = forms.Textarea(attrs={"class": "words", "rows": 3})
    return forms.CharField(label=one.title, max_length=2_000, required=required, widget=area)


def _tongues() -> list[tuple[str, str]]:
    return [(tag, queries.tongue(tag)) for tag in (*(tag for tag, _name in settings.LANGUAGES), *_ALSO)]


@members_only
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Answers are kept as they stand by `keep`, and by a refusal; sending them asks for a seat."""
    row, fan = row_of(slug), fan_of(request)
    terms = None if queries.has_signed(row.id, fan.id) else queries.terms_in_force(row.id)
    waiting = queries.open_application(row.id, fan.id)
    first = _first(waiting) if waiting else _from_draft(kept(request, _key(row)), fan)
    form = ApplyForm(request.POST or None, programme=row, terms=terms, initial=first)
    if request.method == "POST":
        if "keep" in request.POST:
            return _kept(request, row)
        if form.is_valid() and _apply(request, row, form, terms):
            return redirect("site:beta_programme", slug)
    page = {"form": form, "programme": row, "terms": terms, "waiting": waiting, **_heading(row)}
    return render(request, "site/beta/apply.html", page, status=422 if form.errors else 200)


def _heading(row: Programme) -> dict[str, Any]:
    title = queries.titles([row.id])[row.id]
    home = reverse("site:beta_programme", args=[row.slug])
    return {
        "title": title,
        "crumbs": [Crumb(_("Beta"), reverse("site:beta")), Crumb(title, home), Crumb(_("Apply"))],
    }


def _key(row: Programme) -> str:
    return f"beta:{row.slug}"


def _kept(request: HttpRequest, row: Programme) -> HttpResponse:
    said = {name: "\n".join(request.POST.getlist(name)) for name in request.POST if name not in {"keep", "csrfmiddlewaretoken", "sign"}}  # fmt: skip
    keep(request, _key(row), said)
    messages.success(request, _("Kept. It waits here until you come back."))
    return redirect("site:beta_apply", row.slug)


def _from_draft(said: dict[str, Any], fan: Fan) -> dict[str, Any]:
    many = {name: said.get(name, "").splitlines() for name in ("devices", "languages")}
    return {"languages": [fan.language], **said, **{name: values for name, values in many.items() if values}}


def _first(waiting: Application) -> dict[str, Any]:
    answers = {f"q{number}": words for number, words in waiting.answers.items()}
    revision = next((each for each in waiting.devices.values() if each), "")
    return answers | {"devices": list(waiting.devices), "revision": revision, "languages": waiting.languages}


def _apply(request: HttpRequest, row: Programme, form: ApplyForm, terms: BetaTerms | None) -> bool:
    try:
        actions.apply(programme=row, fan=fan_of(request), said=form.said(), signs=terms, at=clock.now())
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    drop(request, _key(row))
    messages.success(request, _("You are in the pool. Your code stands on the page; the draw will name it."))
    return True


def _seat(request: HttpRequest, programme: Programme) -> Seat:
    held = queries.mine(programme.id, fan_of(request).id).seat
    if held is None:
        raise actions.Refused(_("You have no seat here."))
    return held


@require_POST
@members_only
def activities(request: HttpRequest, slug: str) -> HttpResponse:
    """The boxes as they stand: `shown` were on the page, `done` are ticked."""
    row, now = row_of(slug), clock.now()
    shown, done = request.POST.getlist("shown"), set(request.POST.getlist("done"))
    try:
        held = _seat(request, row)
        for one in queries.activities_of(row.id):
            number = str(one.activity.id)
            if number in done:
                actions.tick(activity=one.activity, seat=held, at=now)
            elif number in shown:
                actions.untick(activity=one.activity, seat=held, at=now)
        messages.success(request, _("Kept."))
    except actions.Refused as problem:
        tell(request, problem)
    return redirect(reverse("site:beta_programme", args=[slug]) + "#h-activities")


def _feature(feature_id: int) -> Feature:
    row = queries.feature(feature_id)
    if row is None:
        raise Http404(_("There is no such feature."))
    return row


@require_POST
@members_only
def try_feature(request: HttpRequest, feature_id: int) -> HttpResponse:
    """Keep what a tester says of a feature; the button `voice` tells everybody in the same press."""
    row = _feature(feature_id)
    home = reverse("site:beta_programme", args=[row.programme.slug]) + f"#f-{row.id}"
    try:
        trial = _try(request, row)
        messages.success(request, _("Thank you. It counts for this build."))
        if "voice" in request.POST:
            _tell_everybody(request, trial)
    except _PROBLEMS as problem:
        hand_back(request, request.POST.get("words", ""))
        tell(request, problem)
    return redirect(home)


def _try(request: HttpRequest, feature: Feature) -> Trial:
    said = request.POST
    number = said.get("build", "")
    build = builds.build(int(number)) if number.isdecimal() and len(number) < 10 else None
    if build is None:
        raise actions.Refused(_("There is no such build."))
    device = next(
        (one for one in queries.devices_of(feature.programme) if one.sku == said.get("device")), None
    )
    return actions.try_feature(
        seat=_seat(request, feature.programme), build=build, feature=feature, outcome=said.get("outcome", ""),
        words=said.get("words", ""), device=device, at=clock.now(),
    )  # fmt: skip


def _tell_everybody(request: HttpRequest, trial: Trial) -> None:
    now = clock.now()
    _voice, screening = screened(
        by=fan_of(request), text=trial.words, act="voice", language=get_language() or "en", at=now,
        typed_seconds=typed_seconds(request), write=lambda: actions.make_voice(trial=trial, at=now),
    )  # fmt: skip
    messages.success(request, _("It is a voice now. Somebody who builds it will answer."))
    tell_if_held(request, screening)


@require_POST
@members_only
def make_voice(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Only one's own trial; another's is not there."""
    row = queries.trial(trial_id)
    if row is None or row.seat is None or row.seat.fan_id != fan_of(request).id:
        raise Http404(_("There is no such trial."))
    try:
        _tell_everybody(request, row)
    except _PROBLEMS as problem:
        tell(request, problem)
    return redirect("site:beta_programme", row.programme.slug)


urlpatterns = [
    path("beta/<slug:slug>/apply", apply, name="beta_apply"),
    path("beta/<slug:slug>/activities", activities, name="beta_activities"),
    path("beta/features/<int:feature_id>", try_feature, name="beta_try"),
    path("beta/trials/<int:trial_id>/voice", make_voice, name="beta_voice"),
]
