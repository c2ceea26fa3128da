"""What a programme is made of: phases, activities, questions, features and terms, each added and dropped here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.beta import row_of
from fanloop.desk.beta_forms import (
    PHASES,
    ActivityForm,
    FeatureForm,
    PhaseForm,
    QuestionForm,
    SaidForm,
    TermsForm,
)
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.queries import Programme

Adder = Callable[[Programme, Any, Member, datetime], object]


def _phase(row: Programme, form: SaidForm, by: Member, at: datetime) -> object:
    starts, ends = form.moment("starts"), form.moment("ends")
    assert starts is not None
    assert ends is not None
    return actions.add_phase(
        programme=row, kind=form.cleaned_data["kind"], title=form.words("title"), starts=starts, ends=ends, by=by, at=at
    )  # fmt: skip


def _activity(row: Programme, form: SaidForm, by: Member, at: datetime) -> object:
    number = form.cleaned_data["phase"]
    phase = queries.phase(int(number)) if number else None
    return actions.add_activity(
        programme=row, title=form.words("title"), words=form.words("words"), phase=phase, by=by, at=at
    )


def _feature(row: Programme, form: SaidForm, by: Member, at: datetime) -> object:
    return actions.add_feature(
        programme=row, title=form.words("title"), words=form.words("words"), weight=form.cleaned_data["weight"], by=by, at=at
    )  # fmt: skip


def _question(row: Programme, form: QuestionForm, by: Member, at: datetime) -> object:
    options = form.options()
    return actions.add_question(
        programme=row, kind="choice" if options else "text", title=form.words("title"), options=options,
        required=form.cleaned_data["required"], by=by, at=at,
    )  # fmt: skip


def _terms(row: Programme, form: SaidForm, by: Member, at: datetime) -> object:
    return actions.publish_terms(programme=row, text=form.words("words"), by=by, at=at)


ADDERS: dict[str, Adder] = {
    "phase": _phase, "activity": _activity, "feature": _feature, "question": _question, "terms": _terms,
}  # fmt: skip


def _form(kind: str, row: Programme, data: Any = None) -> SaidForm:
    if kind == "activity":
        return ActivityForm(data, phases=queries.phases_of(row.id), prefix=kind)
    plain = {"phase": PhaseForm, "feature": FeatureForm, "question": QuestionForm, "terms": TermsForm}
    return plain[kind](data, prefix=kind)


def _page(request: HttpRequest, row: Programme, bound: dict[str, SaidForm]) -> HttpResponse:
    forms = {kind: bound.get(kind) or _form(kind, row) for kind in ADDERS}
    page = {
        "programme": row, "title": queries.titles([row.id])[row.id], "forms": forms,
        "phases": [(one, PHASES[one.phase.kind]) for one in queries.phases_of(row.id)],
        "activities": queries.activities_of(row.id), "features": queries.features_of(row.id),
        "questions": queries.questions_of(row.id), "terms": queries.terms_in_force(row.id),
    }  # fmt: skip
    return render(request, "desk/beta/parts.html", page, status=422 if bound else 200)


@needs("beta.run")
@require_safe
def parts(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, row_of(slug), {})


@needs("beta.run")
@require_POST
def add(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    row = row_of(slug)
    if kind not in ADDERS:
        raise Http404
    form = _form(kind, row, request.POST)
    if form.is_valid() and tried(form, lambda: _add(request, row, kind, form), actions.Refused) is not None:
        messages.success(request, _("Kept."))
        return redirect("desk:beta_parts", slug)
    return _page(request, row, {kind: form})


def _add(request: HttpRequest, row: Programme, kind: str, form: SaidForm) -> object:
    made = ADDERS[kind](row, form, member_of(request), clock.now())
    record(request, f"beta.add_{kind}", ref(row))
    return made


@needs("beta.run")
@require_POST
def drop(request: HttpRequest, slug: str, kind: str, piece_id: int) -> HttpResponse:
    row = row_of(slug)
    piece = queries.piece(row.id, kind, piece_id)
    if piece is None:
        raise Http404

    def act() -> None:
        actions.drop_piece(piece=piece, at=clock.now())
        record(request, f"beta.drop_{kind}", ref(row), piece=piece_id)

    if told(request, act, actions.Refused):
        messages.success(request, _("Dropped. What hangs on it stays."))
    return redirect("desk:beta_parts", slug)


urlpatterns = [
    path("beta/<slug:slug>/parts", parts, name="beta_parts"),
    path("beta/<slug:slug>/parts/<slug:kind>", add, name="beta_add"),
    path("beta/<slug:slug>/parts/<slug:kind>/<int:piece_id>/drop", drop, name="beta_drop"),
]
