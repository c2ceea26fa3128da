"""Needs and voices for fans: the board, one need, one voice, saying something new."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules import budget
from fanloop.site.asking import REFUSALS, back, fan_of, members_only, page_number, tell
from fanloop.site.links import page_of
from fanloop.site.stations import stations_of
from fanloop.things.products import queries as products
from fanloop.ui.parts import Crumb, Tab

KINDS = [
    ("idea", gettext_lazy("An idea")),
    ("bug", gettext_lazy("Something is broken")),
    ("question", gettext_lazy("A question")),
    ("praise", pgettext_lazy("kind of voice", "A thank-you")),
]
DRAFT = "voice_draft"


@dataclass(frozen=True)
class Filter:
    """A way to narrow the board."""

    label: str
    href: str
    current: bool


class VoiceForm(forms.Form):
    """One box, and what sort of thing it is."""

    words = forms.CharField(max_length=8_000)
    kind = forms.ChoiceField(
        choices=KINDS, widget=forms.RadioSelect, initial="idea", label=gettext_lazy("What is it?")
    )
    area = forms.ChoiceField(required=False, label=gettext_lazy("What is it about?"))
    looked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(area.id), read(area.name)) for area in products.areas()]
        cast("forms.ChoiceField", self.fields["area"]).choices = [("", _("Something else")), *choices]


def board(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "wanted")
    tab = tab if tab in _tab_names() else "wanted"
    area = request.GET.get("area", "")
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = voices.needs_board(
        viewer,
        page=page_number(request),
        order=cast("Any", tab),
        area_id=int(area) if area.isdecimal() else None,
    )
    page = {
        "page": found, "tabs": _tabs(tab), "tab": tab, "filters": _filters(tab, area),
        "left": voices.votes_left(viewer.fan_id), "budget": budget.BUDGET,
    }  # fmt: skip
    return render(request, "site/voices/board.html", page)


def _tab_names() -> dict[str, str]:
    return {
        "wanted": _("Most wanted"), "moving": _("Moving now"), "quiet": _("Needs a voice"), "new": pgettext("voices", "New"),
        "promised": _("Promised"), "done": _("Done"),
    }  # fmt: skip


def _tabs(current: str) -> list[Tab]:
    counts = voices.tab_counts()
    address = reverse("site:needs")
    return [
        Tab(label, f"{address}?tab={name}", name == current, counts.get(name))
        for name, label in _tab_names().items()
    ]


def _filters(tab: str, area: str) -> list[Filter]:
    areas = products.areas()
    if not areas:
        return []
    address = f"{reverse('site:needs')}?tab={tab}"
    every = Filter(_("Everything"), address, not area)
    return [every, *(Filter(read(a.name), f"{address}&area={a.id}", area == str(a.id)) for a in areas)]


def need(request: HttpRequest, slug: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = voices.need(slug, viewer)
    if row is None:
        raise Http404(_("There is no such need."))
    if into := voices.joined_into(row.need.id):
        return redirect("site:need", into.slug)
    return render(request, "site/voices/need.html", _need_page(row, viewer))


def _need_page(row: voices.NeedRow, viewer: Viewer) -> dict[str, Any]:
    now = clock.now()
    said = voices.voices_of(row.need.id, viewer)
    marks = voices.stations(row.need.id, viewer, said=said)
    by_kind = {mark.kind: mark for mark in marks}
    standing, score = voices.score_parts(row.need.id, now)
    answered = next((voice for voice in said if voice.answer), None)
    crumbs = [
        Crumb(_("Voices"), reverse("site:needs")),
        Crumb(row.area or row.line or _("Needs")),
        Crumb(str(row.need.id)),
    ]
    return {
        "row": row, "crumbs": [crumb for crumb in crumbs if crumb.label], "marks": by_kind, "answered": answered,
        "stations": stations_of(row, marks, viewer, now), "said": said, "twins": voices.twins(row.need.id),
        "metoos": voices.backings_of([voice.voice.id for voice in said]), "standing": standing, "score": score,
        "similar": voices.similar(f"{row.title} {said[0].voice.words[:300] if said else ''}", viewer, but=row.need.id, language=get_language() or "en"),
        "left": voices.votes_left(viewer.fan_id), "budget": budget.BUDGET, "ref": f"voices.need:{row.need.id}",
    }  # fmt: skip


@require_POST
@members_only
def vote(request: HttpRequest, need_id: int) -> HttpResponse:
    """`want=1` gives a vote, `want=0` takes it back; a script gets the plain outcome."""
    row = voices.need_by_id(need_id)
    if row is None:
        raise Http404
    is_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        act = actions.withdraw_vote if request.POST.get("want") == "0" else actions.vote
        act(need=row, fan=fan_of(request), at=clock.now())
    except REFUSALS as problem:
        if is_script:
            return HttpResponse(str(problem), status=409, content_type="text/plain")
        tell(request, problem)
    return (
        HttpResponse(status=204)
        if is_script
        else redirect(back(request, reverse("site:need", args=[row.slug])))
    )


@require_POST
@members_only
def join(request: HttpRequest, need_id: int) -> HttpResponse:
    """Instead of saying it again: a vote, and on to the need."""
    row = voices.need_by_id(need_id)
    if row is None:
        raise Http404
    try:
        actions.vote(need=row, fan=fan_of(request), at=clock.now())
        messages.success(request, _("You are in: your vote counts here."))
    except REFUSALS as problem:
        tell(request, problem)
    return redirect("site:need", row.slug)


def new_voice(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        start = {"words": request.GET.get("words", ""), **request.session.get(DRAFT, {})}
        return render(
            request, "site/voices/new.html", _new_page(request, VoiceForm(initial=start), start["words"])
        )
    form = VoiceForm(request.POST)
    if not form.is_valid():
        return render(request, "site/voices/new.html", _new_page(request, form, ""), status=422)
    page = _new_page(request, form, form.cleaned_data["words"])
    if page["similar"] and not form.cleaned_data["looked"]:
        return render(request, "site/voices/new.html", page | {"second": True})
    if not request.user.is_authenticated:
        request.session[DRAFT] = {name: form.cleaned_data[name] for name in ("words", "kind", "area")}
        return redirect_to_login(reverse("site:new_voice"))
    return _say(request, form)


def _new_page(request: HttpRequest, form: VoiceForm, words: str) -> dict[str, Any]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return {
        "form": form,
        "words": words,
        "similar": voices.similar(words, viewer, language=get_language() or "en"),
    }


def _say(request: HttpRequest, form: VoiceForm) -> HttpResponse:
    said = form.cleaned_data
    area = products.area(int(said["area"])) if said["area"] else None
    lines = products.lines(kind="hardware") or products.lines()
    line = area.line if area else (lines[0] if len(lines) == 1 else None)
    try:
        voice = actions.raise_voice(
            kind=said["kind"], title="", words=said["words"], fan=fan_of(request), line=line, area=area,
            language=get_language() or "en", at=clock.now(),
        )  # fmt: skip
    except REFUSALS as problem:
        tell(request, problem)
        return redirect("site:new_voice")
    request.session.pop(DRAFT, None)
    messages.success(request, _("Heard. Somebody who builds it will answer here."))
    return redirect("site:voice", voice.id)


def similar(request: HttpRequest) -> HttpResponse:
    """As you type: is it one of these?"""
    words = request.GET.get("words", "")[:1_000]
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = voices.similar(words, viewer, language=get_language() or "en") if len(words) > 7 else []
    return render(request, "site/voices/similar.html", {"similar": found, "words": words, "typed": True})


def voice(request: HttpRequest, voice_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = voices.voice(voice_id, viewer)
    if row is None:
        raise Http404(_("There is no such voice."))
    metoos = voices.backings_of([voice_id])
    page = {
        "row": row, "metoos": metoos, "need": voices.need(row.need_id, viewer) if row.need_id else None,
        "topic": _topic_of(row), "ref": f"voices.voice:{voice_id}", "is_mine": row.voice.fan_id == viewer.fan_id,
        "crumbs": [Crumb(_("Voices"), reverse("site:needs")), Crumb(row.area or _("Voice")), Crumb(str(voice_id))],
    }  # fmt: skip
    return render(request, "site/voices/voice.html", page)


def _topic_of(row: voices.VoiceRow) -> community.TopicRow | None:
    number = row.voice.topic.rpartition(":")[2]
    return community.topics_by_ids([int(number)]).get(int(number)) if number else None


@require_POST
@members_only
def me_too(request: HttpRequest, voice_id: int) -> HttpResponse:
    row = voices.voice(voice_id, request.viewer)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    fan, words = fan_of(request), request.POST.get("words", "")[:2_000]
    try:
        if request.POST.get("want") == "0":
            actions.withdraw_backing(voice=row.voice, fan=fan, at=clock.now())
        else:
            actions.back_voice(voice=row.voice, fan=fan, words=words, at=clock.now())
    except REFUSALS as problem:
        tell(request, problem)
    return redirect("site:voice", voice_id)


@page_of("voices.need")
def need_address(need_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- needs are public
    row = voices.need_by_id(need_id)
    return reverse("site:need", args=[row.slug]) if row else ""


@page_of("voices.acceptance")
def acceptance_address(acceptance_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- promises are public
    row = voices.acceptance_by_id(acceptance_id)
    return reverse("site:need", args=[row.need.slug]) if row else ""


@page_of("voices.voice")
def voice_address(voice_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    return reverse("site:voice", args=[voice_id])


urlpatterns = [
    path("voices", board, name="needs"),
    path("voices/new", new_voice, name="new_voice"),
    path("voices/similar", similar, name="similar"),
    path("voices/<int:voice_id>", voice, name="voice"),
    path("voices/<int:voice_id>/me-too", me_too, name="me_too"),
    path("needs/<int:need_id>/vote", vote, name="vote"),
    path("needs/<int:need_id>/join", join, name="join"),
    path("needs/<slug:slug>", need, name="need"),
]
