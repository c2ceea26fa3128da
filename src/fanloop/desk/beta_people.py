"""The people of a programme at the desk: who asks, who sits in which ring, and the draws."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.beta import row_of
from fanloop.desk.beta_forms import RINGS, SeatForm, WaveForm
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import fan_by_handle
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.queries import Eyes, Programme, Wave


@needs("beta.run")
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, row_of(slug), None)


def _page(request: HttpRequest, row: Programme, bound: WaveForm | None) -> HttpResponse:
    viewer = viewer_of(request)
    eyes = queries.eyes(row.id)
    seats = [(one, eyes.get(one.seat.fan_id, Eyes(0, 0))) for one in queries.seats(row.id, viewer=viewer)]
    page = {
        "programme": row, "title": queries.titles([row.id])[row.id], "rings": RINGS, "now": clock.now(),
        "applications": queries.applications(row.id, viewer=viewer), "waves": queries.waves(row.id),
        "questions": {str(one.question.id): one.title for one in queries.questions_of(row.id, dropped=True)},
        "seats": sorted(seats, key=lambda pair: -pair[1].quality), "give": SeatForm(),
        "wave": bound or WaveForm(devices=queries.devices_of(row)),
    }  # fmt: skip
    return render(request, "desk/beta/people.html", page, status=422 if bound and bound.errors else 200)


@needs("beta.run")
@require_POST
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    row = row_of(slug)
    form = WaveForm(request.POST, devices=queries.devices_of(row))
    if form.is_valid() and tried(form, lambda: _announce(request, row, form), actions.Refused) is not None:
        messages.success(request, _("Announced. The hash of its secret is public now."))
        return redirect("desk:beta_people", slug)
    return _page(request, row, form)


def _announce(request: HttpRequest, row: Programme, form: WaveForm) -> Wave:
    said = form.cleaned_data
    wave = actions.announce_wave(
        programme=row, seats=said["seats"], ring=said["ring"], closes=form.until(), quotas=form.quotas(),
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "beta.announce", ref(wave), seats=said["seats"])
    return wave


@needs("beta.run")
@require_POST
def draw(request: HttpRequest, wave_id: int) -> HttpResponse:
    row = queries.wave(wave_id)
    if row is None:
        raise Http404(_("There is no such draw."))

    def act() -> None:
        drawn = actions.draw_wave(wave=row.wave, by=member_of(request), at=clock.now())
        record(request, "beta.draw", ref(row.wave), seats=len(drawn.chosen))

    if told(request, act, actions.Refused):
        messages.success(request, _("Drawn. Everybody who took part has been told."))
    return redirect("desk:beta_people", row.wave.programme.slug)


@needs("beta.run")
@require_POST
def give_seat(request: HttpRequest, slug: str) -> HttpResponse:
    row, form = row_of(slug), SeatForm(request.POST)

    def act() -> None:
        fan = fan_by_handle(form.cleaned_data["handle"].strip().lstrip("@")) if form.is_valid() else None
        if fan is None:
            raise actions.Refused(_("Nobody has this handle."))
        seat = actions.give_seat(programme=row, fan=fan, ring=form.cleaned_data["given_ring"], by=member_of(request), at=clock.now())  # fmt: skip
        record(request, "beta.give_seat", ref(seat))

    if told(request, act, actions.Refused):
        messages.success(request, _("They have a seat and have been told."))
    return redirect("desk:beta_people", slug)


@needs("beta.run")
@require_POST
def seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    """`ring` moves it; `because` ends it, and its fan reads the reason."""
    row, said = queries.seat(seat_id), request.POST
    if row is None:
        raise Http404(_("There is no such seat."))

    def act() -> None:
        by, now = member_of(request), clock.now()
        if "because" in said:
            actions.end_seat(seat=row, because=said["because"], by=by, at=now)
        else:
            ring = said.get("ring", "")
            actions.move_seat(seat=row, ring=int(ring) if ring.isdecimal() and len(ring) < 4 else -1, by=by, at=now)  # fmt: skip
        record(request, "beta.seat", ref(row), **{name: said[name] for name in ("ring", "because") if name in said})  # fmt: skip

    if told(request, act, actions.Refused):
        messages.success(request, _("Done. They have been told."))
    return redirect("desk:beta_people", row.programme.slug)


urlpatterns = [
    path("beta/waves/<int:wave_id>/draw", draw, name="beta_draw"),
    path("beta/seats/<int:seat_id>", seat, name="beta_seat"),
    path("beta/<slug:slug>/people", people, name="beta_people"),
    path("beta/<slug:slug>/waves", announce, name="beta_announce"),
    path("beta/<slug:slug>/seats", give_seat, name="beta_give_seat"),
]
