"""The desk's pages: where source lives, what could not be linked, and what fans handed in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.plugins.repository import actions, queries
from fanloop.plugins.repository.actions.boarding import STANDS, name_of
from fanloop.plugins.repository.forms import RepositoryForm
from fanloop.plugins.repository.queries import Mention, RepositoryRow
from fanloop.plugins.repository.views.fans import shown
from fanloop.releasing.releases import queries as releases
from fanloop.things.products import queries as products

SECRET = "repository_secret"  # noqa: S105 -- the name of a place in the session
WHY = {
    "unknown": gettext_lazy("There is no such need."),
    "waits": gettext_lazy("The need is not promised yet. It is linked by itself when it is."),
    "elsewhere": gettext_lazy("The need belongs to another product line."),
    "need": gettext_lazy("A need is named like NEED-12."),
    "kind": gettext_lazy("A change is new, improved or fixed."),
    "risk": gettext_lazy("A risk is low, medium or high."),
    "change": gettext_lazy("A change is named like CHANGE-7."),
    "nochange": gettext_lazy("There is no such change of this line."),
    "handle": gettext_lazy("A fan is named like @gridwalker."),
    "nopatch": gettext_lazy("This fan has handed in no patch that is still open."),
    "which": gettext_lazy("This fan has handed in several patches, and none of them looks like this commit."),
    "reverts": gettext_lazy("It takes an earlier commit back. Look whether its change still holds."),
    "author": gettext_lazy("Nobody here has shown that this author’s address is theirs."),
    "terms": gettext_lazy("The author is a fan who has not agreed to the contribution terms."),
    "unpromised": gettext_lazy(
        "A fan’s merged patch stands on the platform: it answers nothing that is promised. Promise what it answers, or board it."
    ),
    "shared": gettext_lazy(
        "A fan’s merged patch stands on the platform: an engineer makes this change and says when it boards."
    ),
    "notrain": gettext_lazy(
        "A fan’s merged patch stands on the platform: no train of its line has its doors open. It boards by itself when one has."
    ),
    "gone": gettext_lazy("The branch was rewritten without this commit; its change has no source now."),
}


def _list(request: HttpRequest, form: RepositoryForm | None = None) -> HttpResponse:
    context = {
        "rows": [(row, read(row.repository.line.name)) for row in queries.repositories()],
        "unlinked": queries.count_unlinked(), "waiting": queries.count_waiting(), "form": form or RepositoryForm(),
        "may_manage": viewer_of(request).may("repository.manage"),
    }  # fmt: skip
    return render(request, "repository/sources.html", context, status=422 if form else 200)


@require_safe
@needs("releases.board")
def sources(request: HttpRequest) -> HttpResponse:
    """All repositories, and how many things wait for a person."""
    return _list(request)


@require_POST
@needs("repository.manage")
def add(request: HttpRequest) -> HttpResponse:
    form = RepositoryForm(request.POST)
    if not form.is_valid() or (row := tried(form, lambda: _added(request, form), actions.Refused)) is None:
        return _list(request, form)
    request.session[SECRET] = queries.secrets_of(row.id, "hook")[-1]
    return redirect("repository:source", row.id)


def _added(request: HttpRequest, form: RepositoryForm) -> queries.Repository:
    said = form.cleaned_data
    line = next(one for one in products.lines() if one.id == said.pop("line"))
    row = actions.add_repository(line=line, by=member_of(request), at=clock.now(), **said)
    actions.read_soon(repository_id=row.id, at=clock.now())
    record(request, "repository.add", ref(row), address=row.address)
    return row


@require_safe
@needs("repository.manage")
def source(request: HttpRequest, repository_id: int) -> HttpResponse:
    """One repository: its webhook, what was read, its newest commits."""
    row = _row(repository_id)
    here = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    context = {
        "row": row, "repository": row.repository, "line_name": read(row.repository.line.name),
        "hook": here + reverse("repository:hook", args=[repository_id]), "fresh": request.session.pop(SECRET, ""),
        "secrets": len(queries.secrets_of(repository_id, "hook")), "readings": queries.readings_of(repository_id),
        "commits": queries.latest_commits(repository_id),
    }  # fmt: skip
    return render(request, "repository/source.html", context)


@require_POST
@needs("repository.manage")
def act(request: HttpRequest, repository_id: int) -> HttpResponse:
    """Read it now, a new secret, the end of the old one, the end of all."""
    row, want, at = _row(repository_id).repository, request.POST.get("want", ""), clock.now()
    verbs = {
        "read": lambda: actions.read_soon(repository_id=row.id, at=clock.now()),
        "rotate": lambda: request.session.__setitem__(SECRET, actions.new_secret(repository=row, at=at)),
        "end_old": lambda: actions.end_old_secret(repository=row, at=at),
        "end": lambda: actions.end_repository(repository=row, by=member_of(request), at=at),
    }
    if want not in verbs:
        raise Http404
    if told(request, verbs[want], actions.Refused):
        record(request, f"repository.{want}", ref(row))
    if want == "read":
        messages.success(request, _("A worker reads it now. This page tells what it found."))
    return redirect("repository:sources") if want == "end" else redirect("repository:source", repository_id)


def _row(repository_id: int) -> RepositoryRow:
    found = queries.repository(repository_id)
    if found is None:
        raise Http404
    return found


@require_safe
@needs("releases.board")
def unlinked(request: HttpRequest) -> HttpResponse:
    """What could not be linked: the commit, the line, and why."""
    page = queries.unlinked(page=request.GET.get("page", 1))
    stands = _standing(page)
    rows = [
        {
            "mention": row, "why": WHY.get(row.outcome, ""), "web": queries.web_of(row.commit),
            "change": stands.get(row.text), "title": read(stands[row.text].title) if row.text in stands else row.text,
        }
        for row in page
    ]  # fmt: skip
    return render(request, "repository/unlinked.html", {"page": page, "rows": rows})


def _standing(rows: Iterable[Mention]) -> dict[str, releases.Change]:
    """What a line calls a change → the change of a fan's that stands on the platform."""
    ids = [row.text.removeprefix("CHANGE-") for row in rows if row.line == 0 and row.outcome in STANDS]
    found = releases.changes_by_ids(int(one) for one in ids if one.isdecimal())
    return {name_of(change.id): change for change in found}


@require_POST
@needs("releases.board")
def settle(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Leave it, look again, or say to which change it belongs."""
    row = queries.mention(mention_id)
    want = request.POST.get("want", "")
    if row is None or want not in {"leave", "again", "link"}:
        raise Http404
    with transaction.atomic():
        _settled(request, row, want)
        record(
            request,
            f"repository.{want}",
            "",
            commit=row.commit.sha,
            line=row.line,
            change=request.POST.get("change", ""),
        )
    return redirect("repository:unlinked")


def _settled(request: HttpRequest, row: Mention, want: str) -> None:
    at = clock.now()
    if want == "leave":
        actions.leave_mention(mention=row, by=member_of(request), at=at)
    elif want == "again":
        actions.link(commit=row.commit, at=at)
    else:
        number = request.POST.get("change", "").upper().removeprefix("CHANGE-").strip()
        change = releases.change_by_id(int(number)) if number.isdecimal() and len(number) < 16 else None
        if change is None or change.line_id != row.commit.repository.line_id:
            messages.error(request, _("There is no such change of this line."))
            return
        actions.link_by_hand(commit=row.commit, change=change, by=member_of(request), at=at)
        messages.success(request, _("It belongs to “%(title)s” now.") % {"title": read(change.title)})


@require_safe
@needs("releases.board")
def contributions(request: HttpRequest) -> HttpResponse:
    """What fans handed in: first what waits, then the rest."""
    page = queries.waiting(page=request.GET.get("page", 1))
    context = {
        "page": page, "waiting": [_told(one) for one in queries.handed(page)],
        "settled": [shown(one) for one in queries.handed(queries.settled())],
    }  # fmt: skip
    return render(request, "repository/contributions.html", context)


def _told(one: queries.Handed) -> dict[str, Any]:
    change = one.row.change
    return {**shown(one), "change": change, "title": read(change.title) if change else "",
            "words": read(change.words) if change else ""}  # fmt: skip


@require_POST
@needs("releases.board")
def decide(request: HttpRequest, contribution_id: int) -> HttpResponse:
    row = queries.contribution(contribution_id)
    if row is None:
        raise Http404
    accepted, why = request.POST.get("want") == "accept", request.POST.get("why", "")

    def act_() -> None:
        actions.decide(contribution=row, accepted=accepted, why=why, by=member_of(request), at=clock.now())
        record(request, "repository.accept" if accepted else "repository.decline", ref(row), why=why)

    if told(request, act_, actions.Refused):
        messages.success(request, _("Said. The fan reads it now."))
    return redirect("repository:contributions")
