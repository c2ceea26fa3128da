"""The desk's pages for bringing a community: give a file, read what would come, say yes, watch, and take it back."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format as number
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanloop.desk.acts import member_of, record, told
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.plugins import sentences
from fanloop.plugins.moving import actions, queries
from fanloop.plugins.moving.changelogs import KIND
from fanloop.plugins.moving.columns import SYNONYMS
from fanloop.plugins.moving.forms import SOURCES, ChangelogForm, SourceForm
from fanloop.plugins.moving.queries import Run
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line
from fanloop.ui.parts import Stat

WORDS = {
    "topics": gettext_lazy("Topics"),
    "replies": gettext_lazy("Replies"),
    "voices": gettext_lazy("Voices"),
    "needs": gettext_lazy("Needs"),
    "backings": gettext_lazy("Me-toos"),
    "people": gettext_lazy("People"),
    "spaces": gettext_lazy("Spaces"),
    "ended": pgettext_lazy("how needs stand", "Ended there"),
    "duplicates": gettext_lazy("Duplicates"),
    "trains": gettext_lazy("Trains"),
    "changes": gettext_lazy("Changes"),
}
LEFT = {
    "likes": gettext_lazy("Likes: the file does not say whose"),
    "reactions": gettext_lazy("Reactions: the file does not say whose"),
    "pull requests": gettext_lazy("Pull requests"),
    "private messages": gettext_lazy("Private messages"),
    "notes of the forum": gettext_lazy("Notes the forum wrote itself"),
    "deleted or hidden posts": gettext_lazy("Deleted or hidden posts"),
    "files of another kind": gettext_lazy("Parts of files that are something else"),
    "changes not released yet": gettext_lazy("Changes that were not released yet"),
    "releases for testers": gettext_lazy(
        "Releases for testers: what they held came with the next one for everybody"
    ),
    "votes without a name": gettext_lazy("Votes without a name: a vote here is somebody’s"),
    "promises of the other place": gettext_lazy(
        "Promises made there: a promise here is given by a person of yours"
    ),
}
NAMES = {**dict(SOURCES), KIND: gettext_lazy("Changelog")}
BRINGS = ("topics", "replies", "backings", "trains", "changes")
"""What makes a file worth bringing in."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs("imports.run")
def start(request: HttpRequest) -> HttpResponse:
    """Choose a source and a file; below, what came before."""
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("moving:run", _looked(request, form).id)
    said = {"form": form, "earlier": [_row(run) for run in queries.earlier()]}
    return render(request, "moving/start.html", said, status=422 if request.method == "POST" else 200)


def _looked(request: HttpRequest, form: SourceForm) -> Run:
    asked = form.cleaned_data
    name = Path(asked["file"].name or "community").name
    return actions.look(
        kind=asked["kind"], data=asked["file"].read(), name=name, space_id=queries.space_named(asked["space"]),
        columns=asked["columns"], forum=asked["forum"], by=member_of(request), at=clock.now(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs("imports.run")
def changelog(request: HttpRequest) -> HttpResponse:
    """Choose a line and a release history; below, the histories that came before."""
    form = ChangelogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("moving:run", _looked_at_history(request, form).id)
    earlier = [_row(one) for one in queries.earlier(kind=KIND)]
    said = {"form": form, "earlier": earlier, "has_lines": bool(products.lines())}
    return render(request, "moving/changelog.html", said, status=422 if request.method == "POST" else 200)


def _looked_at_history(request: HttpRequest, form: ChangelogForm) -> Run:
    asked = form.cleaned_data
    line = products.line(asked["line"])
    if line is None:
        raise Http404
    return actions.look_changelog(
        data=asked["file"].read(), name=Path(asked["file"].name or "CHANGELOG.md").name, line=line,
        project=asked["project"], dates=asked["dates"].read() if asked["dates"] else None,
        by=member_of(request), at=clock.now(),
    )  # fmt: skip


@require_safe
@needs("imports.run")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """What would come, how far it is, or what came."""
    return render(request, "moving/run.html", _said(_found(run_id)))


@require_POST
@needs("imports.run")
@transaction.atomic
def begin(request: HttpRequest, run_id: int) -> HttpResponse:
    found = _found(run_id)
    actions.begin(run=found, at=clock.now())
    record(request, _act(found), "", run=found.id, kind=found.kind, file=found.name)
    return redirect("moving:run", run_id)


@require_POST
@needs("imports.run")
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    found = _found(run_id)
    if queries.large(found):
        actions.take_back_later(run=found, at=clock.now())
        messages.success(request, _("It is being taken back. This page tells when it is done."))
    elif told(request, lambda: actions.take_back(run=found, at=clock.now()), actions.Refused):
        messages.success(request, _("Taken back."))
    record(request, f"{_act(found)}.undo", "", run=found.id, kind=found.kind, file=found.name)
    return redirect("moving:run", run_id)


def _act(found: Run) -> str:
    return "imports.changelog" if found.kind == KIND else "imports.community"


def _found(run_id: int) -> Run:
    found = queries.run_by_id(run_id)
    if found is None:
        raise Http404
    return found


def _said(found: Run) -> dict[str, Any]:
    seen, left, line = found.seen, found.seen.get("left", {}), _line_of(found)
    kinds = {"idea": _("idea"), "bug": _("bug"), "question": _("question"), "praise": _("praise")}
    return {
        "run": found,
        "source": NAMES.get(found.kind, found.kind),
        "stands": _stands(found),
        "would": [
            Stat(str(WORDS[name]), number(seen["new"].get(name, 0)), how=_here(seen, name))
            for name in WORDS
            if "new" in seen and (seen["new"].get(name) or seen["here"].get(name))
        ],
        "came": [
            Stat(str(WORDS[name]), number(found.counts[name])) for name in WORDS if found.counts.get(name)
        ],
        "left": {str(LEFT.get(reason, reason)): number(count) for reason, count in left.items()},
        "line": line,
        "line_name": read(line.name) if line else "",
        "columns": [(name, seen["columns"][name]) for name in SYNONYMS if name in seen.get("columns", {})],
        "failed": sentences.told(found.failed) if found.failed else "",
        "problems": [
            {**each, "reason": sentences.told(each.get("said", each["reason"]))} for each in found.problems
        ],
        "brings": any(seen.get("new", {}).get(name) for name in BRINGS),
        "is_here": any(seen.get("here", {}).get(name) for name in BRINGS),
        "samples": [
            {**one, "kind_word": kinds.get(one.get("kind", ""), "")} for one in seen.get("samples", [])
        ],
    }


def _line_of(found: Run) -> Line | None:
    """The line a release history goes to, where there is one."""
    return products.line(found.columns.get("line", "")) if found.kind == KIND else None


def _here(seen: dict[str, Any], name: str) -> str:
    count = seen.get("here", {}).get(name, 0)
    return _("%(n)s are here already") % {"n": count} if count else ""


def _stands(found: Run) -> str:
    """How far a run is, as one word for the templates."""
    if found.undone_at:
        return "undone"
    if found.ended_at:
        return "failed" if found.failed else "done"
    return "running" if found.started_at else "looked"


def _row(found: Run) -> dict[str, Any]:
    return {"run": found, "source": NAMES.get(found.kind, found.kind), "stands": _stands(found)}
