"""Beta at the desk: programmes, how a build does, what testers found, and which ring has which build."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.beta_forms import RINGS, SEVERITIES, OfferForm, ProgrammeForm, first_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.queries import Programme, Trial
from fanloop.things.builds import queries as builds
from fanloop.things.builds.queries import Build
from fanloop.things.products import queries as products


def row_of(slug: str) -> Programme:
    row = queries.programme(slug)
    if row is None:
        raise Http404(_("There is no such programme."))
    return row


@needs("beta.run")
@require_safe
def beta(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    page = {"rows": queries.programmes(at=now), "past": queries.programmes(at=now, past=True)}
    return render(request, "desk/beta/beta.html", page)


@needs("beta.run")
def open_programme(request: HttpRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _open(request, form), actions.Refused)
        if row:
            messages.success(request, _("It stands. Say what it is made of."))
            return redirect("desk:beta_parts", row.slug)
    return render(request, "desk/beta/edit.html", {"form": form}, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: ProgrammeForm) -> Programme:
    line = products.line_by_id(int(form.cleaned_data["line"]))
    assert line is not None
    row = actions.open_programme(
        line=line, slug=form.cleaned_data["slug"].lower(), new=form.new(), by=member_of(request), at=clock.now()
    )  # fmt: skip
    record(request, "beta.open", ref(row))
    return row


@needs("beta.run")
def change_programme(request: HttpRequest, slug: str) -> HttpResponse:
    row = row_of(slug)
    form = ProgrammeForm(request.POST or None, initial=first_of(row), is_new=False)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _change(request, row, form), actions.Refused) is not None:  # fmt: skip
        messages.success(request, _("Kept. What stood before is kept too."))
        return redirect("desk:beta_programme", slug)
    page = {"form": form, "programme": row, "changes": queries.changes_of(row.id), "title": queries.titles([row.id])[row.id]}  # fmt: skip
    return render(request, "desk/beta/edit.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, row: Programme, form: ProgrammeForm) -> Programme:
    changed = actions.change_programme(programme=row, new=form.new(), by=member_of(request), at=clock.now())
    record(request, "beta.change", ref(row))
    return changed


@needs("beta.run")
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """How a build does: coverage, what blocks it, what failed, who has it. `build` names which one."""
    row, viewer = row_of(slug), viewer_of(request)
    [shown] = queries.programme_rows([row], at=clock.now())
    tried_here = queries.builds_of(row.id)
    build = _chosen(request, tried_here)
    page = {
        "row": shown, "programme": row, "builds": tried_here, "build": build, **(_doing(build) if build else {}),
        "failing": queries.failing(row.id, viewer=viewer), "severities": SEVERITIES, "rings": RINGS,
        "offers": queries.offers_of(row.id, withdrawn=True), "offer": _offer_form(request, row, None),
        "people": queries.rings(row.id), "waiting": len(queries.applications(row.id, viewer=viewer)),
    }  # fmt: skip
    return render(request, "desk/beta/programme.html", page)


def _chosen(request: HttpRequest, tried_here: list[Build]) -> Build | None:
    asked = request.GET.get("build", "")
    named = (one for one in tried_here if str(one.id) == asked)
    return next(named, tried_here[0] if tried_here else None)


def _doing(build: Build) -> dict[str, Any]:
    verified, failed = queries.results(ref(build))
    return {
        "coverage": queries.coverage(ref(build)), "blockers": queries.blockers(ref(build)), "verified": verified, "failed": failed,
    }  # fmt: skip


def _offer_form(request: HttpRequest, row: Programme, data: Any) -> OfferForm:  # noqa: ARG001 -- as the other forms
    offered = [(one.id, one.number) for one in builds.builds_of(row.line_id, limit=30)]
    return OfferForm(data, offered=offered)


@needs("beta.run")
@require_POST
def offer_build(request: HttpRequest, slug: str) -> HttpResponse:
    row = row_of(slug)
    form = _offer_form(request, row, request.POST)

    def act() -> None:
        if not form.is_valid():
            raise actions.Refused(_("Choose a build and a ring."))
        said = form.cleaned_data
        build = builds.build(int(said["build"]))
        assert build is not None
        offer = actions.offer_build(programme=row, build=build, ring=said["ring"], words=said["words"], by=member_of(request), at=clock.now())  # fmt: skip
        record(request, "beta.offer", ref(offer), ring=said["ring"])

    if told(request, act, actions.Refused):
        messages.success(request, _("Offered. Everybody in the ring has been told."))
    return redirect("desk:beta_programme", slug)


@needs("beta.run")
@require_POST
def take_back(request: HttpRequest, offer_id: int) -> HttpResponse:
    offer, why = queries.offer(offer_id), request.POST.get("why", "")
    if offer is None:
        raise Http404(_("There is no such offer."))

    def act() -> None:
        actions.take_back(offer=offer, why=why, by=member_of(request), at=clock.now())
        record(request, "beta.take_back", ref(offer), why=why)

    if told(request, act, actions.Refused):
        messages.success(request, _("Taken back. The ring has read why."))
    return redirect("desk:beta_programme", offer.programme.slug)


def _trial(number: int) -> Trial:
    row = queries.trial(number)
    if row is None:
        raise Http404(_("There is no such trial."))
    return row


@needs("beta.run")
@require_POST
def judge(request: HttpRequest, trial_id: int) -> HttpResponse:
    """How bad it is; `same_as` is the number of the earlier trial that shows the same."""
    row, said = _trial(trial_id), request.POST
    other = said.get("same_as", "").strip().lstrip("#")

    def act() -> None:
        same = queries.trial(int(other)) if other.isdecimal() and len(other) < 10 else None
        if other and same is None:
            raise actions.Refused(_("There is no trial with this number."))
        actions.judge_trial(
            trial=row, severity=said.get("severity", ""), same_as=same, words=said.get("words", ""), by=member_of(request),
            at=clock.now(),
        )  # fmt: skip
        record(request, "beta.judge", ref(row), severity=said.get("severity", ""))

    if told(request, act, actions.Refused):
        messages.success(request, _("Kept. The tester hears of it."))
    return redirect("desk:beta_programme", row.programme.slug)


urlpatterns = [
    path("beta", beta, name="beta"),
    path("beta/new", open_programme, name="beta_new"),
    path("beta/offers/<int:offer_id>/back", take_back, name="beta_take_back"),
    path("beta/trials/<int:trial_id>/judge", judge, name="beta_judge"),
    path("beta/<slug:slug>", programme, name="beta_programme"),
    path("beta/<slug:slug>/change", change_programme, name="beta_change"),
    path("beta/<slug:slug>/offer", offer_build, name="beta_offer"),
]
