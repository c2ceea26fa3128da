"""What is done at the wall: claim, give back, hand over, ask back, go on, answer, excuse. Each leaves its line in the audit."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.desk import undo
from fanloop.desk.acts import member_of, record, told
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.rules.lanes import holder
from fanloop.listening.community.rules.refusals import Refused as TalkRefused
from fanloop.listening.voices.rules.refusals import Refused as VoiceRefused
from fanloop.people.team import queries as team

REFUSALS = (actions.Refused, TalkRefused, VoiceRefused)


def _back(case_id: int) -> HttpResponse:
    return redirect(f"{reverse('desk:voices')}?case={case_id}")


def _told(request: HttpRequest, act: str, case_id: int, verb: Callable[[], object]) -> bool:
    """Do it with its line of the audit; a case that never was is a page that is not there."""
    if queries.case(case_id) is None:
        raise Http404

    def both() -> None:
        verb()
        record(request, f"answers.{act}", f"answers.case:{case_id}")

    return told(request, both, REFUSALS)


def _by_me(request: HttpRequest, act: str, case_id: int, verb: Callable[..., object]) -> bool:
    """A verb that needs no more than the case and who acts."""
    return _told(request, act, case_id, lambda: verb(case_id=case_id, by=member_of(request), at=clock.now()))


@require_POST
@needs("voices.answer")
def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    _by_me(request, "claim", case_id, actions.claim)
    return _back(case_id)


@require_POST
@needs("voices.answer")
def hold(request: HttpRequest, case_id: int) -> HttpResponse:
    """The open page claims and renews by itself. No audit: it is no decision. A page that has just got the case, or
    heard who has it, draws that part anew.
    """
    row, me, at = queries.case(case_id), member_of(request), clock.now()
    if row is None:
        raise Http404
    held = holder(queries.lease_of(row), at)
    try:
        actions.claim(case_id=case_id, by=me, at=at)
    except REFUSALS as problem:
        return HttpResponse(str(problem), content_type="text/plain")
    is_news = held is None or held.member_id != me.id
    return HttpResponse(status=204, headers={"HX-Trigger": "live"} if is_news else {})


@require_POST
@needs("voices.answer")
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    _by_me(request, "release", case_id, actions.release)
    return redirect("desk:voices")


@require_POST
@needs("voices.answer")
def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    chosen = request.POST.get("to", "")
    to = team.member(int(chosen)) if chosen.isdecimal() else None
    if to is None:
        raise Http404
    verb = lambda: actions.hand_over(case_id=case_id, by=member_of(request), to=to, at=clock.now())  # noqa: E731
    if _told(request, "hand_over", case_id, verb):
        messages.success(request, _("%(name)s has it and has been told.") % {"name": to.name})
        return redirect("desk:voices")
    return _back(case_id)


@require_POST
@needs("voices.answer")
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """The answer, or with `ask` the question back. A refusal keeps the words as a draft."""
    words, me, at = request.POST.get("words", ""), member_of(request), clock.now()
    asks = "ask" in request.POST

    def send() -> None:
        if asks:
            actions.ask_back(case_id=case_id, by=me, question=words, at=at)
            actions.keep_draft(case_id=case_id, by=me, words="", at=at)
        else:
            actions.answer(case_id=case_id, by=me, words=words, at=at)

    if _told(request, "ask_back" if asks else "answer", case_id, send):
        messages.success(
            request,
            _("Asked. The clock stands until they reply.") if asks else _("Answered. The fan has been told."),
        )
        return redirect("desk:voices")
    actions.keep_draft(case_id=case_id, by=me, words=words, at=at)
    return _back(case_id)


@require_POST
@needs("voices.answer")
def resume(request: HttpRequest, case_id: int) -> HttpResponse:
    _by_me(request, "resume", case_id, actions.resume)
    return _back(case_id)


@require_POST
@needs("voices.answer")
def excuse(request: HttpRequest, case_id: int) -> HttpResponse:
    why, me = request.POST.get("why", ""), member_of(request)
    if not _told(
        request, "excuse", case_id, lambda: actions.excuse(case_id=case_id, by=me, why=why, at=clock.now())
    ):
        return _back(case_id)
    undo.offer(request, _("It needs no answer."), reverse("desk:reopen_case", args=[case_id]))
    return redirect("desk:voices")


@require_POST
@needs("voices.answer")
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    _told(
        request,
        "reopen",
        case_id,
        lambda: actions.reopen(case_id=case_id, by=member_of(request), at=clock.now()),
    )
    return _back(case_id)


@require_POST
@needs("voices.answer")
def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Kept while you type; a private note of one's own, so it is not in the audit."""
    if queries.case(case_id) is None:
        raise Http404
    actions.keep_draft(
        case_id=case_id, by=member_of(request), words=request.POST.get("words", "")[:20_000], at=clock.now()
    )
    return HttpResponse(status=204)


urlpatterns = [
    path("cases/<int:case_id>/claim", claim, name="claim_case"),
    path("cases/<int:case_id>/hold", hold, name="hold_case"),
    path("cases/<int:case_id>/release", release, name="release_case"),
    path("cases/<int:case_id>/hand-over", hand_over, name="hand_over_case"),
    path("cases/<int:case_id>/answer", answer, name="answer_case"),
    path("cases/<int:case_id>/resume", resume, name="resume_case"),
    path("cases/<int:case_id>/excuse", excuse, name="excuse_case"),
    path("cases/<int:case_id>/reopen", reopen, name="reopen_case"),
    path("cases/<int:case_id>/draft", draft, name="draft_case"),
]
