"""Offer builds to rings, try them, make a voice of what fails, and say how bad it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices.queries import Voice
from fanloop.listening.voices.rules.kinds import Detail
from fanloop.people.fans import actions as fans
from fanloop.people.levels.rules import deeds
from fanloop.people.team.queries import Member
from fanloop.releasing.beta import queries
from fanloop.releasing.beta.actions.seats import refuse_resting, touch
from fanloop.releasing.beta.facts import BuildGoesToRing, BuildLeavesRing, BuildTried, FindingJudged
from fanloop.releasing.beta.models import (
    Confirmation,
    Feature,
    Programme,
    RingOffer,
    Seat,
    Trial,
)
from fanloop.releasing.beta.rules.refusals import Refused
from fanloop.releasing.beta.rules.words import OUTCOMES, RINGS, SEVERITIES, WORKS
from fanloop.things.builds.queries import Build
from fanloop.things.products.queries import Variant


@transaction.atomic
def offer_build(
    *, programme: Programme, build: Build, ring: int, by: Member, at: datetime, words: str = ""
) -> RingOffer:
    """Give a build to a ring and everybody further in; who did not have it yet is told. Offering twice is once.

    Raises Refused for a build of another line, a ring there is not, and a programme that is closed.
    """
    if build.line_id != programme.line_id:
        raise Refused(_("This build belongs to another line."))
    if ring not in RINGS or not queries.is_open(programme, at=at):
        raise Refused(_("There is nobody to offer it to: the programme is shut, or has no such ring."))
    known = _rings_with(programme, build)
    row, is_new = RingOffer.objects.get_or_create(
        programme=programme, build=build, ring=ring, withdrawn_at=None,
        defaults={"words": words.strip()[:1000], "by": by, "at": at},
    )  # fmt: skip
    if not is_new:
        return row
    fresh = {
        one
        for inner in range(max(known, default=-1) + 1, ring + 1)
        for one in queries.testers(programme.id, inner)
    }
    trail.because(ref(row), {ref(build): None}, at=at)
    data = {"title": programme.title, "number": build.number, "words": row.words}
    told = fans.notify(fresh, kind="beta_build", data=data, about=ref(programme), at=at)
    bus.publish(BuildGoesToRing(build=ref(build), programme=ref(programme), ring=ring, testers=told), at=at)
    return row


def _rings_with(programme: Programme, build: Build) -> list[int]:
    rows = RingOffer.objects.filter(programme=programme, build=build, withdrawn_at=None)
    return list(rows.values_list("ring", flat=True))


@transaction.atomic
def take_back(*, offer: RingOffer, why: str, by: Member, at: datetime) -> RingOffer:
    """The ring should not try this build any more; it is told why. Raises Refused without a reason."""
    if not why.strip():
        raise Refused(_("Say why: the testers will read it."))
    row = (
        RingOffer.objects.select_for_update(of=("self",))
        .select_related("programme", "build")
        .get(id=offer.id)
    )
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at, row.withdrawn_by, row.why_withdrawn = at, by, why.strip()[:400]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "why_withdrawn"])
    still = max(_rings_with(row.programme, row.build), default=-1)
    out = {one for ring in range(still + 1, row.ring + 1) for one in queries.testers(row.programme_id, ring)}
    data = {"title": row.programme.title, "number": row.build.number, "why": row.why_withdrawn}
    fans.notify(out, kind="beta_build_back", data=data, about=ref(row.programme), at=at)
    bus.publish(BuildLeavesRing(build=ref(row.build), programme=ref(row.programme), ring=row.ring), at=at)
    return row


@transaction.atomic
def try_feature(
    *, seat: Seat, build: Build, feature: Feature, outcome: str, at: datetime, words: str = "",
    device: Variant | None = None, revision: str = "",
) -> Trial:  # fmt: skip
    """Say what a feature of a build does on a device. Saying it again replaces what was said.

    Raises Refused for a seat that rests or has not signed, and for a build, feature or device that is not theirs.
    """
    row = Seat.objects.select_for_update(of=("self",)).select_related("programme", "fan").get(id=seat.id)
    _refuse_strange(row, build, feature, outcome, device)
    before = Trial.objects.filter(seat=row, build=build, feature=feature, device=device, replaced_at=None)
    before.update(replaced_at=at)
    trial = Trial.objects.create(
        programme=row.programme, seat=row, build=build, feature=feature, device=device, outcome=outcome,
        revision=(revision or row.devices.get(device.sku if device else "", ""))[:40],
        words=words.replace("\0", "").strip()[:5_000], at=at,
    )  # fmt: skip
    touch(row, at)
    _remember(row, build, at)
    bus.publish(BuildTried(trial=ref(trial), build=ref(build), outcome=outcome), at=at)
    live.announce(ref(row.programme))
    return trial


def _refuse_strange(row: Seat, build: Build, feature: Feature, outcome: str, device: Variant | None) -> None:
    if row.left_at is not None:
        raise Refused(_("You have left this programme."))
    refuse_resting(row)
    if not queries.has_signed(row.programme_id, row.fan_id):
        raise Refused(_("The terms have a new version. Please read and sign it first."))
    if outcome not in OUTCOMES:
        raise Refused(_("Say whether it works, fails or blocks you."))
    if not queries.may_try(row, build.id):
        raise Refused(_("This build is not offered to your ring."))
    if feature.programme_id != row.programme_id:
        raise Refused(_("This is not part of your programme."))
    if device is not None and device.line_id != row.programme.line_id:
        raise Refused(_("There is no such device."))


def _remember(row: Seat, build: Build, at: datetime) -> None:
    """One deed a build, however many features somebody tries."""
    if Trial.objects.filter(seat__fan=row.fan_id, build=build).count() == 1:
        fans.record_deeds([fans.NewDeed(row.fan_id, at.date(), deeds.BUILD_TESTED, 1, ref(build))], at=at)


@transaction.atomic
def make_voice(*, trial: Trial, at: datetime) -> Voice:
    """What fails becomes a voice in the tester's own words, with device and build; pressing twice gives the same one.

    Raises Refused for a trial without words, one that works, and one whose tester is gone.
    """
    row = Trial.objects.select_for_update(of=("self",)).select_related("seat__fan", "build__line", "device", "programme").get(id=trial.id)  # fmt: skip
    if row.voice:
        known = queries.voice_of(row)
        if known is not None:
            return known
    if row.outcome == WORKS or not row.words or row.seat is None:
        raise Refused(_("Say in your own words what goes wrong; then it can become a voice."))
    detail = Detail(line_id=row.build.line_id, variant=queries.device_name(row), build=row.build.number)
    voice = voices.raise_voice(
        kind="bug", title="", words=row.words, fan=row.seat.fan, line=row.build.line, at=at,
        language=row.seat.fan.language, source="report", detail=detail,
    )  # fmt: skip
    row.voice = ref(voice)
    row.save(update_fields=["voice"])
    trail.because(ref(voice), {ref(row): None}, at=at)
    return voice


@transaction.atomic
def judge_trial(
    *, trial: Trial, severity: str, by: Member, at: datetime, same_as: Trial | None = None, words: str = ""
) -> Confirmation:
    """Say how bad it is, or of which earlier trial it is the same; judging again replaces what was said.

    Its tester hears of it. Raises Refused for what works and for a circle of sameness.
    """
    if severity not in SEVERITIES or trial.outcome == WORKS:
        raise Refused(_("Only what fails is judged: minor, serious, blocking, or no fault."))
    if same_as is not None:
        same_as = _first_of(trial, same_as)
    Trial.objects.select_for_update(of=("self",)).get(id=trial.id)
    Confirmation.objects.filter(trial=trial, replaced_at=None).update(replaced_at=at)
    row = Confirmation.objects.create(
        trial=trial, severity=severity, same_as=same_as, words=words.strip()[:400], by=by, at=at
    )
    bus.publish(FindingJudged(trial=ref(trial), severity=severity), at=at)
    if trial.seat is not None:
        data = {"feature": trial.feature.title, "by": by.name, "words": row.words}
        kind = "beta_same" if same_as else f"beta_finding_{severity}"
        fans.notify([trial.seat.fan_id], kind=kind, data=data, about=ref(trial.programme), at=at)
    return row


def _first_of(trial: Trial, other: Trial) -> Trial:
    """Who saw it first has it: the other trial, or the one that it is itself the same as."""
    found = queries.confirmations([other.id]).get(other.id)
    first = found.same_as if found and found.same_as else other
    if first.id == trial.id or first.programme_id != trial.programme_id or first.outcome == WORKS:
        raise Refused(_("Choose another failing trial of this programme."))
    return first
