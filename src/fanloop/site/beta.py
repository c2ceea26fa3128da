"""Beta programmes for fans: which there are, one with everything a tester needs, the terms, and every draw to do again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.queries import level_of, name_of
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.queries import BetaTerms, Mine, Programme, RingOffer, WaveRow
from fanloop.releasing.beta.rules.draw import pool_digest, seed_of, ticket
from fanloop.site.asking import fan_of, members_only, tell
from fanloop.site.drafts import handed_back
from fanloop.site.links import page_of
from fanloop.site.ranges import handed_out
from fanloop.things.builds import queries as builds
from fanloop.things.builds.queries import BuildFile
from fanloop.ui.parts import Crumb

RINGS = {0: gettext_lazy("engineers"), 1: gettext_lazy("explorers"), 2: gettext_lazy("the wider ring")}
PHASES = {
    "onboard": gettext_lazy("getting in"),
    "engage": gettext_lazy("trying"),
    "close": gettext_lazy("looking back"),
}
OUTCOMES = {
    "works": gettext_lazy("It works"),
    "fails": gettext_lazy("It fails"),
    "blocked": gettext_lazy("It stops me from trying anything else"),
}
QUOTAS = {
    "level": gettext_lazy("level %(value)s and above"),
    "language": gettext_lazy("people who speak %(value)s"),
    "device": gettext_lazy("people with %(value)s"),
}


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def row_of(slug: str) -> Programme:
    row = queries.programme(slug)
    if row is None:
        raise Http404(_("There is no such programme."))
    return row


@require_safe
def beta(request: HttpRequest) -> HttpResponse:
    now, viewer = clock.now(), viewer_of(request)
    seats = {one.programme_id: one for one in queries.seats_of(viewer.fan_id)}
    page = {
        "rows": [(row, seats.get(row.programme.id), row.programme.opens <= now) for row in queries.programmes(at=now)],
        "past": queries.programmes(at=now, past=True), "may_run": viewer.may("beta.run"),
    }  # fmt: skip
    return render(request, "site/beta/beta.html", page)


@dataclass(frozen=True)
class ToTry:
    """A feature with what this tester last said of it on the newest build, and the words that were refused."""

    row: queries.FeatureRow
    said: queries.TrialRow | None
    unsaid: str


@dataclass(frozen=True)
class MyBuild:
    """A build this tester may have."""

    offer: RingOffer
    files: list[BuildFile]


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    row, viewer, now = row_of(slug), viewer_of(request), clock.now()
    mine = queries.mine(row.id, viewer.fan_id)
    [shown] = queries.programme_rows([row], at=now)
    page = {
        "row": shown, "programme": row, "mine": mine, "is_open": queries.is_open(row, at=now),
        "phases": [(one, PHASES[one.phase.kind], one.days_left(now)) for one in queries.phases_of(row.id)],
        "phase_days": shown.phase.days_left(now) if shown.phase else 0,
        "waves": queries.waves(row.id), "terms": queries.terms_in_force(row.id), "may_run": viewer.may("beta.run"),
        "has_level": level_of(viewer.fan_id) >= row.level, "level_name": name_of(row.level),
        "crumbs": [Crumb(_("Beta"), reverse("site:beta")), Crumb(shown.title)],
        **(_testing(request, row, mine, now) if mine.seat else {}),
    }  # fmt: skip
    return render(request, "site/beta/programme.html", page)


def _testing(request: HttpRequest, row: Programme, mine: Mine, now: datetime) -> dict[str, Any]:
    """What stands before somebody with a seat: builds, features, activities, and what they found."""
    assert mine.seat is not None
    offers = queries.builds_for(mine.seat)
    files = builds.files_of([one.build_id for one in offers])
    trials = queries.my_trials(mine.seat.id)
    newest = offers[0].build if offers else None
    last = {
        one.trial.feature_id: one for one in reversed(trials) if newest and one.trial.build_id == newest.id
    }
    activities = [one for one in queries.activities_of(row.id) if _is_now(one, now)]
    return {
        "builds": [MyBuild(one, files[one.build_id]) for one in offers], "newest": newest,
        "to_try": [ToTry(one, last.get(one.feature.id), _unsaid(request, one)) for one in queries.features_of(row.id)],
        "activities": activities, "done": sum(1 for one in activities if one.activity.id in mine.done),
        "devices": [(one.sku, read(one.name), one.sku in mine.seat.devices) for one in queries.devices_of(row)],
        "trials": trials[:30], "eyes": queries.eyes(row.id).get(mine.seat.fan_id), "outcomes": OUTCOMES,
        "ring_name": RINGS[mine.seat.ring],
    }  # fmt: skip


def _is_now(one: queries.ActivityRow, now: datetime) -> bool:
    phase = one.activity.phase
    return phase is None or phase.starts <= now < phase.ends


def _unsaid(request: HttpRequest, one: queries.FeatureRow) -> str:
    return handed_back(request, reverse("site:beta_try", args=[one.feature.id]))


@require_POST
@members_only
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    """`want` is pause, resume, leave or withdraw: one click each, and nobody is asked why."""
    row, fan, now = row_of(slug), fan_of(request), clock.now()
    want = request.POST.get("want", "")
    try:
        _act(want, row, fan, now)
        messages.success(request, _SAID[want])
    except actions.Refused as problem:
        tell(request, problem)
    return redirect("site:beta_programme", slug)


def _act(want: str, row: Programme, fan: Fan, at: datetime) -> None:
    if want == "withdraw":
        actions.withdraw_application(programme=row, fan=fan, at=at)
        return
    held = queries.mine(row.id, fan.id).seat
    if held is None or want not in _ACTS:
        raise actions.Refused(_("You have no seat here."))
    _ACTS[want](seat=held, at=at)


_ACTS: dict[str, Any] = {"pause": actions.pause, "resume": actions.resume, "leave": actions.leave}
_SAID = {
    "pause": gettext_lazy("Your seat rests and stays yours. One click wakes it."),
    "resume": gettext_lazy("Good to have you back."),
    "leave": gettext_lazy("You have left. Thank you; you may apply again whenever you like."),
    "withdraw": gettext_lazy("You no longer wait for a seat."),
}


@require_POST
@members_only
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    row = row_of(slug)
    try:
        actions.sign(programme=row, fan=fan_of(request), terms=_read_terms(request, row), at=clock.now())
        messages.success(request, _("Signed. Builds are open to you."))
    except actions.Refused as problem:
        tell(request, problem)
    return redirect("site:beta_programme", slug)


def _read_terms(request: HttpRequest, row: Programme) -> BetaTerms:
    number = request.POST.get("version", "")
    found = queries.terms_version(row.id, int(number)) if number.isdecimal() and len(number) < 8 else None
    if found is None:
        raise actions.Refused(_("Read the terms first; then sign them."))
    return found


@require_safe
def terms(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The version testers sign now, or an earlier one."""
    row = row_of(slug)
    said = queries.terms_in_force(row.id) if number is None else queries.terms_version(row.id, number)
    if said is None:
        raise Http404(_("There is no such version of the terms."))
    newest = queries.terms_in_force(row.id)
    crumbs = [
        Crumb(_("Beta"), reverse("site:beta")), Crumb(queries.titles([row.id])[row.id], reverse("site:beta_programme", args=[slug])),
        Crumb(_("Terms")),
    ]  # fmt: skip
    page = {
        "programme": row, "terms": said, "is_current": said == newest, "crumbs": crumbs,
        "earlier": range(1, newest.version + 1) if newest else (),
    }  # fmt: skip
    return render(request, "site/beta/terms.html", page)


def _wave(wave_id: int) -> WaveRow:
    row = queries.wave(wave_id)
    if row is None:
        raise Http404(_("There is no such draw."))
    return row


@require_safe
def wave(request: HttpRequest, wave_id: int) -> HttpResponse:
    """A draw before it is made and after it: everything somebody needs to do it again."""
    row, viewer = _wave(wave_id), viewer_of(request)
    title = queries.titles([row.wave.programme_id])[row.wave.programme_id]
    page = {
        "row": row, "title": title, "kept": [_kept(one) for one in row.quotas], "my_code": queries.my_code(row, viewer.fan_id),
        "proof": _proof(row), "ring": RINGS[row.wave.ring],
        "crumbs": [
            Crumb(_("Beta"), reverse("site:beta")), Crumb(title, reverse("site:beta_programme", args=[row.wave.programme.slug])),
            Crumb(_("Wave %(number)s") % {"number": row.wave.number}),
        ],
    }  # fmt: skip
    return render(request, "site/beta/wave.html", page)


def _kept(one: actions.Quota) -> tuple[str, int]:
    value = queries.tongue(one.value) if one.kind == "language" else one.value
    return str(QUOTAS[one.kind]) % {"value": value}, one.seats


def _proof(row: WaveRow) -> dict[str, Any] | None:
    """The published facts of a draw: tickets in their order, the smallest first."""
    if row.draw is None:
        return None
    pool = queries.pool_of(row.draw)
    seed, inside = seed_of(row.draw.secret, pool), set(row.draw.chosen)
    tickets = sorted((ticket(seed, one.code), one) for one in _by_code(pool))
    return {
        "secret": row.draw.secret, "digest": pool_digest(pool), "seed": seed, "pool": [one.line for one in _by_code(pool)],
        "tickets": [{"code": one.code, "ticket": number, "is_in": one.code in inside} for number, one in tickets],
    }  # fmt: skip


def _by_code(pool: list[Any]) -> list[Any]:
    return sorted(pool, key=lambda one: one.code)


@require_safe
def wave_file(request: HttpRequest, wave_id: int) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """The draw for a script of one's own."""
    row = _wave(wave_id)
    told = {
        "programme": row.wave.programme.slug, "wave": row.wave.number, "seats": row.wave.seats, "quotas": row.wave.quotas,
        "announced_at": row.wave.at.isoformat(), "closes": row.wave.closes.isoformat(), "commitment": row.wave.commitment,
        "drawn_at": row.draw.at.isoformat() if row.draw else None, **(_proof(row) or {}),
    }  # fmt: skip
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
def build_file(request: HttpRequest, slug: str, file_id: int) -> HttpResponseBase:
    """A file of a build that is offered to the ring of this tester; for others there is none."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    mine = queries.mine(row_of(slug).id, fan_of(request).id)
    offers = queries.builds_for(mine.seat) if mine.seat and mine.is_testing else []
    kept = [one for each in builds.files_of(one.build_id for one in offers).values() for one in each]
    found = next((one for one in kept if one.id == file_id), None)
    if found is None:
        raise Http404(_("There is no such file."))
    answer = handed_out(
        request, sha256=found.sha256, size=found.size, content_type="application/octet-stream"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(row: Programme | None) -> str:
    return reverse("site:beta_programme", args=[row.slug]) if row else ""


@page_of("beta.programme")
def programme_page(programme_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- programmes are public
    return _page(queries.programme_by_id(programme_id))


@page_of("beta.wave")
def wave_page(wave_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- draws are public
    return reverse("site:beta_wave", args=[wave_id]) if queries.wave(wave_id) else ""


@page_of("beta.ring_offer")
def offer_page(offer_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- that a build is tried is public
    row = queries.offer(offer_id)
    return _page(row.programme if row else None)


@page_of("beta.trial")
def trial_page(trial_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- leads to the programme alone
    row = queries.trial(trial_id)
    return _page(row.programme if row else None)


urlpatterns = [
    path("beta", beta, name="beta"),
    path("beta/waves/<int:wave_id>", wave, name="beta_wave"),
    path("beta/waves/<int:wave_id>.json", wave_file, name="beta_wave_file"),
    path("beta/<slug:slug>", programme, name="beta_programme"),
    path("beta/<slug:slug>/seat", seat, name="beta_seat"),
    path("beta/<slug:slug>/sign", sign, name="beta_sign"),
    path("beta/<slug:slug>/terms", terms, name="beta_terms"),
    path("beta/<slug:slug>/terms/<int:number>", terms, name="beta_terms_version"),
    path("beta/<slug:slug>/files/<int:file_id>", build_file, name="beta_file"),
]
