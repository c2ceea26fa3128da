"""The answer wall: voices that wait for their first answer, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.desk import needs as triage
from fanloop.desk import undo
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules import clock as rings
from fanloop.people.fans import queries as fans
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from fanloop.ui.parts import Ring

WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Waiting:
    """A voice on the wall with its ring."""

    row: voices.VoiceRow
    ring: Ring


def _ring(row: voices.VoiceRow, now: datetime) -> Ring:
    left = rings.minutes_left(row.voice.at, now)
    return Ring(left, "late" if left <= 3 else "waiting")


@needs("voices.answer")
def wall(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    waiting = [Waiting(row, _ring(row, now)) for row in voices.waiting_voices(since=now - WINDOW)]
    asked = request.GET.get("voice", "")
    chosen = next((one for one in waiting if str(one.row.voice.id) == asked), waiting[0] if waiting else None)
    page = {
        "waiting": waiting,
        "chosen": chosen,
        "undo": undo.take(request),
        **_today(now),
        **_beside(request, chosen),
    }
    return render(request, "desk/voices/wall.html", page)


def _today(now: datetime) -> dict[str, Any]:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    taken, in_time = voices.answer_times(start=start, end=now)
    answered = sorted(minutes for _, minutes in taken if minutes is not None)
    half = answered[len(answered) // 2] if answered else None
    return {"today": len(answered), "in_time": in_time, "half": half}


def _beside(request: HttpRequest, chosen: Waiting | None) -> dict[str, Any]:
    """What helps to answer: who asks, and what is like it."""
    if chosen is None:
        return {}
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    voice = chosen.row.voice
    similar = voices.similar(f"{voice.title} {voice.words}", viewer, language=get_language() or "en")
    return {"similar": similar, "fan": voice.fan, "credit": _credit(voice.fan_id)}


def _credit(fan_id: int | None) -> list[tuple[str, int]]:
    """What a fan did here before, in words; deeds that have no words at the desk are left out."""
    done = {one.kind: one.count for one in fans.credit(fan_id)} if fan_id else {}
    words = {
        "change_asked": _("Ideas shipped"), "voice": _("Voices"), "backing": _("Me-toos"), "vote": _("Votes given"),
    }  # fmt: skip
    return [(label, done[kind]) for kind, label in words.items() if kind in done]


@require_POST
@needs("voices.answer")
def answer(request: HttpRequest, voice_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = voices.voice(voice_id, viewer)
    member = team_queries.member_of(viewer.fan_id)
    if row is None or member is None:
        raise Http404
    try:
        actions.answer_voice(voice=row.voice, by=member, words=request.POST.get("words", ""), at=clock.now())
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('desk:voices')}?voice={voice_id}")
    team.record_act(viewer, act="voices.answer", about=f"voices.voice:{voice_id}", at=clock.now())
    messages.success(request, _("Answered. %(name)s has been told.") % {"name": row.by or _("The fan")})
    return redirect("desk:voices")


urlpatterns = [
    path("voices", wall, name="voices"),
    path("voices/<int:voice_id>/answer", answer, name="answer_voice"),
    *triage.urlpatterns,
]
