"""Boards for some people only: what there is, one more, changing one."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.acts import member_of, record, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.tongues import NAMED, NamedForm, Said
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.voices import actions, queries
from fanloop.people.fans import queries as fans


def audiences() -> list[tuple[str, Any]]:
    """For whom a board may be, in words."""
    levels = [(f"level:{n}", _("Level %(n)s and above") % {"n": n}) for n in range(1, 5)]
    groups = [
        (f"group:{group.key}", _("The group “%(name)s”") % {"name": group.name}) for group in fans.groups()
    ]
    return [("staff", _("The team")), *groups, *levels, ("public", _("Everybody"))]


class BoardForm(NamedForm):
    """A board: its name, what it is for, and for whom."""

    said: ClassVar[dict[str, Said]] = NAMED | {"words": Said(gettext_lazy("What it is for"))}
    audience = forms.ChoiceField(label=gettext_lazy("Who sees it"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["audience"].choices = audiences()  # type: ignore[attr-defined]


@needs("voices.accept")
def boards(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = tried(form, lambda: _open(request, form), actions.Refused)
        if kept:
            messages.success(request, _("It is open. Needs can be moved there."))
            return redirect("desk:boards")
    page = {"form": form, "rows": _rows(request)}
    return render(request, "desk/voices/boards.html", page, status=422 if form.errors else 200)


def _rows(request: HttpRequest) -> list[tuple[queries.BoardRow, str]]:
    words = {key: str(label) for key, label in audiences()}
    return [
        (row, words.get(row.board.audience, row.board.audience)) for row in queries.boards(viewer_of(request))
    ]


def _open(request: HttpRequest, form: BoardForm) -> queries.Board:
    row = actions.open_board(
        name=form.words(), words=form.words("words"), audience=form.cleaned_data["audience"], by=member_of(request),
        at=clock.now(),
    )  # fmt: skip
    record(request, "voices.open_board", ref(row), audience=row.audience)
    return row


@needs("voices.accept")
def board(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.board(slug, viewer_of(request))
    if found is None:
        raise Http404(_("There is no such board."))
    row = found.board
    known = {f"name_{tag.replace('-', '_')}": text for tag, text in row.name.items()}
    known |= {f"words_{tag.replace('-', '_')}": text for tag, text in row.words.items()} | {
        "audience": row.audience
    }
    form = BoardForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        kept = tried(form, lambda: _change(request, form, row), actions.Refused)
        if kept:
            messages.success(request, _("Kept."))
            return redirect("desk:boards")
    return render(
        request, "desk/voices/board.html", {"form": form, "row": found}, status=422 if form.errors else 200
    )


def _change(request: HttpRequest, form: BoardForm, row: queries.Board) -> queries.Board:
    audience = form.cleaned_data["audience"]
    changed = actions.change_board(
        board=row, name=form.words(), words=form.words("words"), audience=audience, at=clock.now()
    )
    record(request, "voices.change_board", ref(row), audience=audience)
    return changed


urlpatterns = [path("boards", boards, name="boards"), path("boards/<slug:slug>", board, name="board")]
