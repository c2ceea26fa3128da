"""Saying something new: one form for every kind, what bugs ask besides, and "me too" with one's own device."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock, files
from fanloop.foundation.files import StoredFile
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.actions import Screening, screen, screened
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules.kinds import Detail
from fanloop.site import devices, uploading
from fanloop.site.asking import REFUSALS, fan_of, members_only, tell
from fanloop.site.kinds import KINDS
from fanloop.site.screening import typed_seconds
from fanloop.site.similar import near
from fanloop.site.terms import agreed
from fanloop.things.products import queries as products

DRAFT, FILES = "voice_draft", "voice_files"
_PROBLEMS = (*REFUSALS, uploading.Unacceptable)


class DeviceForm(forms.Form):
    """On which device, and what runs on it; begins with what the fan keeps in the profile."""

    device = forms.ChoiceField(required=False, label=gettext_lazy("On which device?"))
    build = forms.CharField(
        required=False, max_length=60, label=gettext_lazy("Which build runs on it?"),
        help_text=gettext_lazy("You read it under Settings, such as 26.47."),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        gear = voices.gear_of(viewer.fan_id)
        known = devices.of_gear(gear[0].gear) if gear else {}
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        choices = devices.choices(gear)
        cast("forms.ChoiceField", self.fields["device"]).choices = choices
        if len(choices) == 1:
            del self.fields["device"], self.fields["build"]


class VoiceForm(DeviceForm):
    """One box, what sort of thing it is, what it is about; a bug is asked for more."""

    words = forms.CharField(max_length=8_000)
    kind = forms.ChoiceField(
        choices=KINDS, widget=forms.RadioSelect, initial="idea", label=gettext_lazy("What is it?")
    )
    area = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    board = forms.ChoiceField(required=False, label=gettext_lazy("Who may read it?"))
    steps = forms.CharField(
        required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("How can we see it too?"), help_text=gettext_lazy("Step by step, as you would show a friend."),
    )  # fmt: skip
    expected = forms.CharField(
        required=False, max_length=2_000, label=gettext_lazy("What should have happened?")
    )
    got = forms.CharField(required=False, max_length=2_000, label=gettext_lazy("What happened instead?"))
    looked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = devices.area_choices()
        if areas:
            cast("forms.ChoiceField", self.fields["area"]).choices = [("", _("Choose one")), *areas]
        else:
            del self.fields["area"]
        boards = [(row.board.slug, row.name) for row in voices.boards(kwargs["viewer"])]
        if boards:
            cast("forms.ChoiceField", self.fields["board"]).choices = [("", _("Everybody")), *boards]
        else:
            del self.fields["board"]

    def detail(self) -> Detail:
        """What was said about the device; the rest is asked of bugs alone."""
        said = self.cleaned_data
        about = devices.detail(said.get("device", ""), said.get("build", ""))
        if said["kind"] != "bug":
            return about if said["kind"] == "question" else Detail()
        return Detail(about.line_id, about.variant, about.build, said["steps"], said["expected"], said["got"])


def new_voice(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if request.method != "POST":
        draft = request.session.get(DRAFT, {})
        start = {"words": request.GET.get("words", ""), "board": request.GET.get("board", ""), **draft}
        page = _page(request, VoiceForm(initial=start, viewer=viewer), start["words"])
        return render(request, "site/voices/new.html", page)
    form = VoiceForm(request.POST, viewer=viewer)
    if not form.is_valid() or not _take_files(request, form):
        return render(
            request, "site/voices/new.html", _page(request, form, request.POST.get("words", "")), status=422
        )
    page = _page(request, form, form.cleaned_data["words"])
    if page["similar"] and not form.cleaned_data["looked"]:
        return render(request, "site/voices/new.html", page | {"second": True})
    if not request.user.is_authenticated:
        request.session[DRAFT] = {
            name: value for name, value in form.cleaned_data.items() if name != "looked"
        }
        return redirect_to_login(reverse("site:new_voice"))
    return _say(request, form)


def _page(request: HttpRequest, form: VoiceForm, words: str) -> dict[str, Any]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    similar = near(words, viewer)
    return {
        "form": form, "words": words, "similar": similar, "accept": uploading.ACCEPT, "held": _held(request),
        "kind": form["kind"].value(),
    }  # fmt: skip


def _take_files(request: HttpRequest, form: VoiceForm) -> bool:
    """Keep what came, for this look and the next; only somebody who is logged in hands over files."""
    if not request.user.is_authenticated:
        return True
    try:
        fresh = uploading.kept_from(request, clock.now())
    except uploading.Unacceptable as problem:
        form.add_error(None, str(problem))
        return False
    if fresh:
        held = [*request.session.get(FILES, []), *(row.sha256 for row in fresh)]
        request.session[FILES] = list(dict.fromkeys(held))[: uploading.MOST]
    return True


def _held(request: HttpRequest) -> Sequence[StoredFile]:
    return [row for digest in request.session.get(FILES, []) if (row := files.kept(digest))]


def _say(request: HttpRequest, form: VoiceForm) -> HttpResponse:
    problem = agreed(request)
    if problem:
        form.add_error(None, problem)
        page = _page(request, form, form.cleaned_data["words"]) | {"looked": True}
        return render(request, "site/voices/new.html", page, status=422)
    try:
        voice, screening = _raise(request, form)
    except _PROBLEMS as refused:
        form.add_error(None, str(refused))
        page = _page(request, form, form.cleaned_data["words"]) | {"looked": True}
        return render(request, "site/voices/new.html", page, status=422)
    request.session.pop(DRAFT, None)
    request.session.pop(FILES, None)
    if screening.held:
        messages.info(request, _("Kept. Somebody looks at it before everybody reads it."))
        return redirect("site:needs")
    messages.success(request, _("Heard. Somebody who builds it will answer here."))
    return redirect("site:voice", voice.id)


def _raise(request: HttpRequest, form: VoiceForm) -> tuple[voices.Voice, Screening]:
    said, fan, at = form.cleaned_data, fan_of(request), clock.now()
    area = products.area(int(said["area"])) if said.get("area") else None
    lines = products.lines(kind="hardware") or products.lines()
    detail = form.detail()
    board = voices.board(said["board"], request.viewer) if said.get("board") else None  # type: ignore[attr-defined]
    language = get_language() or "en"
    voice, screening = screened(
        by=fan, text=said["words"], act="voice", language=language, at=at, typed_seconds=typed_seconds(request),
        write=lambda: actions.raise_voice(
            kind=said["kind"], title="", words=said["words"], fan=fan, area=area, detail=detail,
            line=area.line if area else (lines[0] if len(lines) == 1 else None), files=_held(request),
            board=board.board if board else None, language=language, at=at,
        ),
    )  # fmt: skip
    devices.remember(fan, detail, at=at)
    return voice, screening


def me_too_form(viewer: Viewer, mine: "voices.Backing | None") -> DeviceForm:
    """The device somebody has it on: the one said before, else the one in the profile."""
    before = (
        {"device": devices.key(mine.line_id, mine.variant), "build": mine.build}
        if mine and mine.line_id
        else {}
    )
    return DeviceForm(viewer=viewer, initial=before, prefix="mine")


@require_POST
@members_only
def me_too(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Say the same in own words and with one's own device; `want=0` takes it back."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = voices.voice(voice_id, viewer)
    if row is None:
        raise Http404
    fan, at = fan_of(request), clock.now()
    try:
        if request.POST.get("want") == "0":
            actions.withdraw_backing(voice=row.voice, fan=fan, at=at)
        elif not (problem := agreed(request)):
            _back(request, row.voice)
        else:
            messages.error(request, problem)
    except REFUSALS as refused:
        tell(request, refused)
    return redirect("site:voice", voice_id)


def _back(request: HttpRequest, voice: voices.Voice) -> None:
    form = DeviceForm(request.POST, viewer=request.viewer, prefix="mine")  # type: ignore[attr-defined]
    said = form.cleaned_data if form.is_valid() else {}
    detail, fan, at = (
        devices.detail(said.get("device", ""), said.get("build", "")),
        fan_of(request),
        clock.now(),
    )
    words = request.POST.get("words", "")[:2_000]
    with transaction.atomic():
        if words.strip() and screen(by=fan, text=words, act="backing", at=at).held:
            raise actions.Refused(_("Please say it in other words, without links or what is watched here."))
        actions.back_voice(voice=voice, fan=fan, words=words, detail=detail, at=at)
    devices.remember(fan, detail, at=at)


urlpatterns = [
    path("voices/new", new_voice, name="new_voice"),
    path("voices/<int:voice_id>/me-too", me_too, name="me_too"),
]
