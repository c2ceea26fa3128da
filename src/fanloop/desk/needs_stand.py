"""What is decided about one need: how it stands, votes in somebody's name, its board, and who gave what."""

import csv
import json
from dataclasses import fields

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.text.cells import plain
from fanloop.listening.voices import actions, queries
from fanloop.people.fans import queries as fans


def _need(need_id: int) -> queries.Need:
    row = queries.need_by_id(need_id)
    if row is None:
        raise Http404(_("There is no such need."))
    return row


@require_POST
@needs("voices.accept")
def stand(request: HttpRequest, need_id: int) -> HttpResponse:
    """Choose a status, with the reason that everybody behind the need will read."""
    row, status = _need(need_id), actions.status_named(slug=request.POST.get("status", ""), at=clock.now())
    if status is None:
        raise Http404(_("There is no such status."))
    because, at = request.POST.get("because", ""), clock.now()
    if told(
        request,
        lambda: actions.set_status(need=row, status=status, by=member_of(request), because=because, at=at),
        actions.Refused,
    ):
        record(request, "voices.status", f"voices.need:{need_id}", status=status.slug)
        messages.success(request, _("Everybody behind it is told."))
    return redirect("desk:need", need_id)


@require_POST
@needs("voices.behalf")
def vote_for(request: HttpRequest, need_id: int) -> HttpResponse:
    """A vote in the name of a fan, by handle, or of somebody without an account."""
    row, asked, at = _need(need_id), request.POST, clock.now()
    handle = asked.get("handle", "").strip().lstrip("@")
    fan = fans.fan_by_handle(handle) if handle else None
    if handle and fan is None:
        messages.error(request, _("Nobody is called %(handle)s here.") % {"handle": handle})
        return redirect("desk:need", need_id)
    give = {"person": asked.get("person", ""), "note": asked.get("note", ""), "why": asked.get("why", "")}
    if told(
        request,
        lambda: actions.vote_for(need=row, by=member_of(request), fan=fan, at=at, **give),
        actions.Refused,
    ):
        record(request, "voices.vote_for", f"voices.need:{need_id}", **({"fan": fan.id} if fan else {}))
        messages.success(request, _("The vote counts, in their name."))
    return redirect("desk:need", need_id)


@require_POST
@needs("voices.behalf")
def withdraw_vote_for(request: HttpRequest, vote_id: int) -> HttpResponse:
    vote = queries.behalf_vote(vote_id)
    if vote is None:
        raise Http404
    if vote.fan_id is None:
        actions.withdraw_vote_for(vote=vote, by=member_of(request), at=clock.now())
    else:
        actions.withdraw_vote(
            need=vote.need, fan=fans.fans_by_ids([vote.fan_id])[vote.fan_id], at=clock.now()
        )
    record(request, "voices.withdraw_vote_for", f"voices.need:{vote.need_id}")
    return redirect("desk:need", vote.need_id)


@require_POST
@needs("voices.accept")
def move(request: HttpRequest, need_id: int) -> HttpResponse:
    """To another board, with all its voices; empty is the public one."""
    row, slug = _need(need_id), request.POST.get("board", "")
    board = queries.board(slug, viewer_of(request)) if slug else None
    if slug and board is None:
        raise Http404(_("There is no such board."))
    target = board.board if board else None
    if told(request, lambda: actions.move_need(need=row, board=target, at=clock.now()), actions.Refused):
        record(request, "voices.move", f"voices.need:{need_id}", board=slug)
        messages.success(request, _("Moved. Only who may see that board finds it now."))
    return redirect("desk:need", need_id)


@require_safe
@needs("voices.answer")
def contributions(request: HttpRequest, need_id: int, form: str) -> HttpResponse:
    """Who contributed what under which licence, as CSV or JSON."""
    row = _need(need_id)
    rows = [one.row() for one in queries.contributions(need_id, viewer_of(request))]
    record(request, "voices.contributions", f"voices.need:{need_id}", form=form)
    if form == "json":
        text = json.dumps({"need": row.slug, "contributions": rows}, ensure_ascii=False, indent=1)
        answer = HttpResponse(text, content_type="application/json")
    else:
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        _write(answer, rows)
    answer["Content-Disposition"] = f'attachment; filename="{row.slug}-contributions.{form}"'
    return answer


def _write(answer: HttpResponse, rows: list[dict[str, str]]) -> None:
    table = csv.DictWriter(answer, [field.name for field in fields(queries.Contribution)])
    table.writeheader()
    table.writerows({name: plain(text) for name, text in row.items()} for row in rows)


urlpatterns = [
    path("needs/<int:need_id>/status", stand, name="stand"),
    path("needs/<int:need_id>/vote-for", vote_for, name="vote_for"),
    path("needs/votes/<int:vote_id>/withdraw", withdraw_vote_for, name="withdraw_vote_for"),
    path("needs/<int:need_id>/board", move, name="move_need"),
    path("needs/<int:need_id>/contributions.csv", contributions, {"form": "csv"}, name="contributions_csv"),
    path(
        "needs/<int:need_id>/contributions.json", contributions, {"form": "json"}, name="contributions_json"
    ),
]
