"""The names for how needs stand: what there is, one more, and changing one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.guard import needs
from fanloop.desk.tongues import NamedForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.rules import statuses as rules

TONES = [
    ("", gettext_lazy("Calm")), ("kept", gettext_lazy("Green, a promise kept")), ("loop", gettext_lazy("Orange, it moves")),
    ("risk", gettext_lazy("Red, at risk")), ("line", gettext_lazy("Plain")),
]  # fmt: skip


class StatusForm(NamedForm):
    """A name for one of the kinds, its colour and where it shows."""

    kind = forms.ChoiceField(label=pgettext_lazy("status", "What it means"))
    tone = forms.ChoiceField(label=gettext_lazy("Colour"), choices=TONES, required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Place among its kind"), min_value=0, max_value=999, initial=0
    )
    on_board = forms.BooleanField(
        label=gettext_lazy("People can filter the board by it"), required=False, initial=True
    )
    on_roadmap = forms.BooleanField(label=gettext_lazy("Its needs stand on the roadmap"), required=False)

    def __init__(self, *args: Any, has_kind: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        if has_kind:
            kinds = [(kind, queries.KIND_NAMES[kind]) for kind in rules.KINDS if rules.may_choose(kind)]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]


@needs("voices.accept")
def statuses(request: HttpRequest) -> HttpResponse:
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = tried(form, lambda: _make(request, form), actions.Refused)
        if kept:
            messages.success(request, _("Kept. It can be chosen for needs now."))
            return redirect("desk:statuses")
    page = {"form": form, "rows": queries.statuses(), "kinds": queries.KIND_NAMES}
    return render(request, "desk/voices/statuses.html", page, status=422 if form.errors else 200)


def _make(request: HttpRequest, form: StatusForm) -> queries.Status:
    said = form.cleaned_data
    row = actions.make_status(
        name=form.words(), kind=said["kind"], tone=said["tone"], on_board=said["on_board"],
        on_roadmap=said["on_roadmap"], position=said["position"], by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "voices.make_status", ref(row), slug=row.slug)
    return row


def _status(slug: str) -> queries.Status:
    row = queries.status(slug)
    if row is None:
        raise Http404(_("There is no such status."))
    return row


@needs("voices.accept")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """One status; its kind stays, since needs stand in it."""
    row = _status(slug)
    known = {
        **{f"name_{tag.replace('-', '_')}": text for tag, text in row.name.items()},
        "tone": row.tone, "position": row.position, "on_board": row.on_board, "on_roadmap": row.on_roadmap,
    }  # fmt: skip
    form = StatusForm(request.POST or None, initial=known, has_kind=False)
    if request.method == "POST" and form.is_valid():
        _change(request, form, row)
        return redirect("desk:statuses")
    page = {"form": form, "row": row, "kind": queries.KIND_NAMES[row.kind]}
    return render(request, "desk/voices/status.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, form: StatusForm, row: queries.Status) -> None:
    said = form.cleaned_data
    actions.change_status(
        status=row, name=form.words(), tone=said["tone"], on_board=said["on_board"], on_roadmap=said["on_roadmap"],
        position=said["position"], by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "voices.change_status", ref(row), slug=row.slug)
    messages.success(request, _("Kept."))


@require_POST
@needs("voices.accept")
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    row = _status(slug)
    actions.retire_status(status=row, at=clock.now())
    record(request, "voices.retire_status", ref(row), slug=row.slug)
    messages.success(request, _("It is offered no more. Needs that stand so keep it."))
    return redirect("desk:statuses")


urlpatterns = [
    path("statuses", statuses, name="statuses"),
    path("statuses/<slug:slug>", status, name="status"),
    path("statuses/<slug:slug>/retire", retire, name="retire_status"),
]
