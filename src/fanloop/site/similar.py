"""Is it one of these? Suggestions while somebody types, and one click that counts there instead of saying it again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import actions as attention
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.releasing.releases import queries as releases
from fanloop.site.asking import REFUSALS, fan_of, members_only, tell
from fanloop.site.kinds import KINDS
from fanloop.site.stations import way_of

SHORTEST, LONGEST = 8, 4_000


@dataclass(frozen=True)
class Near:
    """A suggestion as the form shows it: where it is read, and where a click on it goes."""

    title: str
    href: str
    act_href: str
    found: voices.Suggestion
    train: str = ""
    train_href: str = ""


def near(words: str, viewer: Viewer) -> list[Near]:
    """At most three things that may mean the same as these words."""
    if len(words.strip()) < SHORTEST:
        return []
    return [_near(one) for one in voices.suggestions(words[:LONGEST], viewer)]


def _near(one: voices.Suggestion) -> Near:
    if one.need is None:
        assert one.voice is not None
        key = one.voice.voice.id
        return Near(
            one.voice.title, reverse("site:voice", args=[key]), reverse("site:join_voice", args=[key]), one
        )  # fmt: skip
    need = one.need.need
    train = _train(need.id) if one.is_shipped else None
    return Near(
        one.need.title, reverse("site:need", args=[need.slug]), reverse("site:join", args=[need.id]), one,
        train.number if train else "", reverse("site:go", args=[f"releases.train:{train.id}"]) if train else "",
    )  # fmt: skip


def _train(need_id: int) -> releases.Train | None:
    """The train a need left on, the last one if there are several."""
    changes = way_of(f"voices.need:{need_id}").reached.get("releases.change", set())
    trains = releases.trains_of_changes(changes).values()
    return max(trains, key=lambda train: train.id, default=None)


def similar(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("words", "")
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    page: dict[str, Any] = {
        "similar": near(words, viewer), "words": words, "typed": len(words.strip()) >= SHORTEST, "reads_like": _other_kind(request, words),
    }  # fmt: skip
    return render(request, "site/voices/similar.html", page)


def _other_kind(request: HttpRequest, words: str) -> str:
    """The kind these words seem to be, if it is not the one that is ticked; only where there is a choice to tick."""
    ticked = request.GET.get("kind", "")
    kind = voices.suggested_kind(words[:LONGEST]) if ticked and len(words.strip()) >= SHORTEST else None
    return str(dict(KINDS)[kind]) if kind and kind != ticked else ""


@require_POST
@members_only
def join(request: HttpRequest, need_id: int) -> HttpResponse:
    """Instead of saying it again: a vote, news of it from now on, and on to the need."""
    row = voices.needs_by_ids([need_id], request.viewer).get(need_id)  # type: ignore[attr-defined]
    if row is None:
        raise Http404(_("There is no such need."))
    attention.follow(fan=fan_of(request), about=f"voices.need:{need_id}", at=clock.now(), asked=True)
    try:
        if row.is_open and not row.has_my_vote:
            actions.vote(need=row.need, fan=fan_of(request), at=clock.now())
        messages.success(request, _("You are in: you hear of every step."))
    except REFUSALS as problem:
        tell(request, problem)
    return redirect("site:need", row.need.slug)


@require_POST
@members_only
def join_voice(request: HttpRequest, voice_id: int) -> HttpResponse:
    """The same for a voice that counts in no need yet: a me-too without words."""
    row = voices.voice(voice_id, request.viewer)  # type: ignore[attr-defined]
    if row is None:
        raise Http404(_("There is no such voice."))
    attention.follow(fan=fan_of(request), about=f"voices.voice:{voice_id}", at=clock.now(), asked=True)
    try:
        actions.back_voice(voice=row.voice, fan=fan_of(request), words="", at=clock.now())
        messages.success(request, _("You are in: you hear of every step."))
    except REFUSALS as problem:
        tell(request, problem)
    return redirect("site:voice", voice_id)


urlpatterns = [
    path("voices/similar", similar, name="similar"),
    path("voices/<int:voice_id>/join", join_voice, name="join_voice"),
    path("needs/<int:need_id>/join", join, name="join"),
]
