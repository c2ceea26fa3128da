"""How references of beta are described, and what a fan takes along."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.releasing.beta.models import (
    Application,
    Done,
    Pause,
    Programme,
    RingOffer,
    Seat,
    Signature,
    Trial,
    Wave,
)
from fanloop.releasing.beta.queries.programmes import questions_of


@trail.describes("beta.programme", label=lambda count: ngettext("beta programme", "beta programmes", count))
def describe_programmes(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- programmes are public
    return {
        row.id: trail.Card(f"beta.programme:{row.id}", _("beta programme"), read(row.title), "", row.opens)
        for row in Programme.objects.filter(id__in=ids)
    }


@trail.describes("beta.wave", label=lambda count: ngettext("wave of testers", "waves of testers", count))
def describe_waves(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- draws are public
    return {
        row.id: trail.Card(
            f"beta.wave:{row.id}",
            _("wave of testers"),
            read(row.programme.title),
            str(row.number),
            row.closes,
        )
        for row in Wave.objects.filter(id__in=ids).select_related("programme")
    }


@trail.describes("beta.seat", label=lambda count: ngettext("tester's seat", "testers' seats", count))
def describe_seats(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """Who tests is for them and for who runs programmes."""
    rows = Seat.objects.filter(id__in=ids).select_related("programme", "fan")
    if not (viewer.is_system or viewer.may("beta.run")):
        rows = rows.filter(fan=viewer.fan_id or 0)
    return {
        row.id: trail.Card(
            f"beta.seat:{row.id}", _("tester's seat"), row.fan.shown_name, read(row.programme.title), row.at
        )
        for row in rows
    }


@trail.describes(
    "beta.ring_offer", label=lambda count: ngettext("build for testers", "builds for testers", count)
)
def describe_offers(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- that a build is tried is public
    return {
        row.id: trail.Card(
            f"beta.ring_offer:{row.id}",
            _("build for testers"),
            row.build.number,
            read(row.programme.title),
            row.at,
        )
        for row in RingOffer.objects.filter(id__in=ids).select_related("build", "programme")
    }


@trail.describes("beta.trial", label=lambda count: ngettext("trial of a build", "trials of a build", count))
def describe_trials(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """A trial is public without its tester once it became a voice; before that it is the programme's own."""
    rows = Trial.objects.filter(id__in=ids).select_related("feature", "build", "seat")
    return {
        row.id: trail.Card(
            f"beta.trial:{row.id}", _("trial of a build"), read(row.feature.title), row.build.number, row.at
        )
        for row in rows
        if _may_read(row, viewer)
    }


def _may_read(row: Trial, viewer: Viewer) -> bool:
    own = row.seat is not None and row.seat.fan_id == viewer.fan_id
    return bool(row.voice) or own or viewer.is_system or viewer.may("beta.run")


def _export(fan_id: int) -> list[dict[str, Any]]:
    return [*_applied(fan_id), *_signed(fan_id), *_held(fan_id), *_tried(fan_id)]


def _applied(fan_id: int) -> list[dict[str, Any]]:
    rows = Application.objects.filter(fan=fan_id).select_related("programme").order_by("at", "id")
    return [
        {
            "applied_for": read(row.programme.title, "en"), "at": row.at.isoformat(), "code": row.code,
            "devices": row.devices, "languages": row.languages, "answers": _answers(row),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        }
        for row in rows
    ]  # fmt: skip


def _answers(row: Application) -> dict[str, str]:
    asked = {str(one.question.id): one.title for one in questions_of(row.programme_id, dropped=True)}
    return {asked.get(number, number): said for number, said in row.answers.items()}


def _signed(fan_id: int) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(fan=fan_id).select_related("terms__programme").order_by("at", "id")
    return [
        {
            "signed": read(row.terms.programme.title, "en"),
            "version": row.terms.version,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


def _held(fan_id: int) -> list[dict[str, Any]]:
    seats = list(Seat.objects.filter(fan=fan_id).select_related("programme").order_by("at", "id"))
    pauses: dict[int, list[str]] = {}
    for pause in Pause.objects.filter(seat__in=seats).order_by("at"):
        pauses.setdefault(pause.seat_id, []).append(pause.at.isoformat())
    done = Done.objects.filter(seat__in=seats).select_related("activity").order_by("at", "id")
    return [
        {
            "seat_in": read(row.programme.title, "en"), "ring": row.ring, "at": row.at.isoformat(),
            "left_at": row.left_at.isoformat() if row.left_at else None, "why_left": row.why_left,
            "paused_at": pauses.get(row.id, []),
            "done": [read(one.activity.title, "en") for one in done if one.seat_id == row.id],
        }
        for row in seats
    ]  # fmt: skip


def _tried(fan_id: int) -> list[dict[str, Any]]:
    rows = (
        Trial.objects.filter(seat__fan=fan_id)
        .select_related("feature", "build", "device")
        .order_by("at", "id")
    )
    return [
        {
            "tried": read(row.feature.title, "en"), "build": row.build.number, "outcome": row.outcome, "words": row.words,
            "device": row.device.sku if row.device else "", "revision": row.revision, "at": row.at.isoformat(),
        }
        for row in rows
    ]  # fmt: skip


fans.register_export("beta", _export)
