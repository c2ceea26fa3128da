"""One train at the desk: its stations, what stops it, another hour, and taking it off. Every act has a reason fans can read."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Train
from fanloop.releasing.releases.rules.stations import (
    BOARDING,
    CLOSED,
    DEPARTED,
    REPORTED,
    STATIONS,
    may_follow,
)
from fanloop.ui.parts import Moment
from fanloop.ui.words import when


class WhyForm(forms.Form):
    """A reason that everybody may read."""

    why = forms.CharField(label=gettext_lazy("Why, in words that fans will read"), max_length=400)


class HourForm(WhyForm):
    """Another hour for one train, on the clock of its line."""

    leaves = forms.DateTimeField(
        label=gettext_lazy("It leaves at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    field_order = ["leaves", "why"]


def _train(train_id: int) -> Train:
    train = queries.train_by_id(train_id)
    if train is None:
        raise Http404
    return train


def _zone(train: Train) -> ZoneInfo:
    return ZoneInfo(queries.cadence_of(train.line_id).zone)


@needs("releases.board")
@require_safe
def train(request: HttpRequest, train_id: int) -> HttpResponse:
    return _show(request, _train(train_id))


def _show(request: HttpRequest, row: Train, form: forms.Form | None = None) -> HttpResponse:
    now, zone = clock.now(), _zone(row)
    state = queries.state(row, now)
    local = row.leaves_at.astimezone(zone).replace(tzinfo=None)
    page: dict[str, Any] = {
        "train": row, "line_name": read(row.line.name), "state": state, "zone": zone.key,
        "track": track(state.station), "next": _next(state), "moments": _moments(row), "aboard": _aboard(row.id),
        "why_form": WhyForm(), "hour_form": form or HourForm(initial={"leaves": local}),
        "has_left": state.station in {DEPARTED, REPORTED, CLOSED},
    }  # fmt: skip
    return render(request, "desk/releases/train.html", page, status=422 if form else 200)


def track(station: str) -> list[tuple[str, str]]:
    """Stations with their state: past, now or to come."""
    here = STATIONS.index(station)
    places = ["past" if place < here else "now" if place == here else "" for place in range(len(STATIONS))]
    return [(queries.station_name(name), place) for name, place in zip(STATIONS, places, strict=True)]


def _next(state: queries.State) -> list[tuple[str, str]]:
    """Stations it may come to by a press, with their names; to leave and to board again are acts of their own."""
    if state.withdrawal:
        return []
    wanted = [
        name for name in STATIONS if name not in {BOARDING, DEPARTED} and may_follow(state.station, name)
    ]
    return [(name, queries.station_name(name)) for name in wanted]


def _aboard(train_id: int) -> list[tuple[str, queries.Change]]:
    return [(read(one.change.title), one.change) for one in queries.changes_of(train_id, brief=True)]


def _moments(row: Train) -> list[Moment]:
    """Everything that happened to a train, the latest first."""
    found = [
        Moment(queries.station_name(one.station), one.at, _by(one.by, one.why))
        for one in queries.passages(row.id)
    ]
    for hold in queries.holds(row.id):
        found.append(Moment(_("stopped"), hold.at, _by(hold.by, hold.why), tone="risk"))
        if hold.resumed_at:
            found.append(
                Moment(_("goes on"), hold.resumed_at, _by(hold.resumed_by, hold.why_resumed), tone="kept")
            )
    for move in queries.retimings(row.id):
        hour = _("leaves %(new)s instead of %(old)s") % {"new": _when(move.becomes), "old": _when(move.was)}
        found.append(Moment(hour, move.at, _by(move.by, move.why), tone="risk"))
    off = queries.withdrawal(row.id)
    if off:
        found.append(Moment(_("withdrawn"), off.at, _by(off.by, off.why), tone="risk"))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _when(moment: datetime) -> str:
    return when(moment, moment)


def _by(member: Any, why: str) -> str:
    return " · ".join(filter(None, (member.name if member else "", why)))


def _act(request: HttpRequest, row: Train, act: str, said: str, do: Any) -> HttpResponse:
    """Do it with its line of the audit; a refusal is said on the train's page."""

    def done() -> None:
        do()
        record(request, act, ref(row), why=request.POST.get("why", ""))

    if told(request, done, actions.Refused):
        messages.success(request, said)
    return redirect("desk:train", row.id)


@needs("releases.board")
@require_POST
def pass_station(request: HttpRequest, train_id: int) -> HttpResponse:
    row, station = _train(train_id), request.POST.get("station", "")
    if station not in STATIONS or station == DEPARTED:
        raise Http404
    said = {"train": row.number, "station": queries.station_name(station)}
    by, why = member_of(request), request.POST.get("why", "")
    return _act(
        request, row, "releases.pass", _("%(train)s stands at “%(station)s”.") % said,
        lambda: actions.pass_station(train=row, station=station, by=by, why=why, at=clock.now()),
    )  # fmt: skip


def _reasoned(
    request: HttpRequest, train_id: int, act: str, said: str, do: Callable[..., object]
) -> HttpResponse:
    """An act on a train that takes a public reason and nothing else."""
    row, by, why = _train(train_id), member_of(request), request.POST.get("why", "")
    done = partial(do, train=row, why=why, by=by, at=clock.now())
    return _act(request, row, act, said % {"train": row.number}, done)


@needs("releases.board")
@require_POST
def hold(request: HttpRequest, train_id: int) -> HttpResponse:
    said = _("It is stopped, and everybody who waits for it hears why.")
    return _reasoned(request, train_id, "releases.hold", said, actions.hold)


@needs("releases.board")
@require_POST
def resume(request: HttpRequest, train_id: int) -> HttpResponse:
    return _reasoned(request, train_id, "releases.resume", _("It goes on."), actions.resume)


@needs("releases.depart")
@require_POST
def withdraw(request: HttpRequest, train_id: int) -> HttpResponse:
    said = _("%(train)s is withdrawn.")
    return _reasoned(request, train_id, "releases.withdraw", said, actions.withdraw_train)


@needs("releases.depart")
@require_POST
def retime(request: HttpRequest, train_id: int) -> HttpResponse:
    row, by = _train(train_id), member_of(request)
    form = HourForm(request.POST)

    def act() -> Train:
        leaves_at = form.cleaned_data["leaves"].replace(tzinfo=_zone(row))
        record(
            request,
            "releases.retime",
            ref(row),
            leaves_at=leaves_at.isoformat(),
            why=form.cleaned_data["why"],
        )
        why = form.cleaned_data["why"]
        return actions.retime_train(train=row, leaves_at=leaves_at, why=why, by=by, at=clock.now())

    if not form.is_valid() or tried(form, act, actions.Refused, field="leaves") is None:
        return _show(request, row, form)
    return redirect("desk:train", row.id)


urlpatterns = [
    path("trains/<int:train_id>", train, name="train"),
    path("trains/<int:train_id>/stations", pass_station, name="pass_station"),
    path("trains/<int:train_id>/hold", hold, name="hold_train"),
    path("trains/<int:train_id>/resume", resume, name="resume_train"),
    path("trains/<int:train_id>/withdraw", withdraw, name="withdraw_train"),
    path("trains/<int:train_id>/hour", retime, name="retime_train"),
]
