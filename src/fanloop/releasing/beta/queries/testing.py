"""What was tried: builds of a ring, trials, coverage of a build, what blocks it, and how good testers' eyes are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fanloop.foundation.refs import parse
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.queries import Voice
from fanloop.releasing.beta.models import Confirmation, Feature, Programme, RingOffer, Seat, Trial
from fanloop.releasing.beta.queries.programmes import devices_of
from fanloop.releasing.beta.rules import coverage as rules
from fanloop.releasing.beta.rules.coverage import Coverage, Tried
from fanloop.releasing.beta.rules.quality import Finding, impact, quality
from fanloop.releasing.beta.rules.words import BLOCKED, BLOCKING, FAILS, NOT_A_FAULT, WORKS
from fanloop.things.builds.queries import Build


def offers_of(programme_id: int, *, withdrawn: bool = False) -> list[RingOffer]:
    """Builds and the rings they are offered to, the newest first."""
    rows = RingOffer.objects.filter(programme=programme_id).select_related(
        "build__line", "by", "withdrawn_by"
    )
    rows = rows if withdrawn else rows.filter(withdrawn_at=None)
    return list(rows.order_by("-at", "-id"))


def offer(offer_id: int) -> RingOffer | None:
    return RingOffer.objects.select_related("programme__line", "build").filter(id=offer_id).first()


def builds_for(seat: Seat) -> list[RingOffer]:
    """Builds this seat may try, the newest first; each once, as it was offered first."""
    rows = RingOffer.objects.filter(programme=seat.programme_id, ring__gte=seat.ring, withdrawn_at=None)
    first: dict[int, RingOffer] = {}
    for row in rows.select_related("build__line").order_by("at", "id"):
        first.setdefault(row.build_id, row)
    return sorted(first.values(), key=lambda row: (row.at, row.id), reverse=True)


def may_try(seat: Seat, build_id: int) -> bool:
    return any(row.build_id == build_id for row in builds_for(seat))


@dataclass(frozen=True)
class TrialRow:
    """A trial in the reader's language; `says` is what the maker thinks of it, `tester` is None for who is gone."""

    trial: Trial
    feature: str
    device: str
    says: Confirmation | None = None


def my_trials(seat_id: int) -> list[TrialRow]:
    """A tester's last words about everything, the newest first."""
    rows = Trial.objects.filter(seat=seat_id, replaced_at=None).order_by("-at", "-id")
    return trial_rows(rows)


def trial_rows(rows: "QuerySet[Trial]") -> list[TrialRow]:
    """Two queries for any number."""
    found = list(rows.select_related("feature", "device", "build__line", "programme", "seat__fan"))
    says = confirmations(one.id for one in found)
    return [
        TrialRow(one, read(one.feature.title), read(one.device.name) if one.device else "", says.get(one.id))
        for one in found
    ]


def trial(trial_id: int) -> Trial | None:
    rows = Trial.objects.select_related(
        "feature__programme", "device", "build__line", "programme__line", "seat__fan"
    )
    return rows.filter(id=trial_id).first()


def confirmations(trial_ids: Iterable[int]) -> dict[int, Confirmation]:
    """Trial → what the maker says of it now."""
    rows = Confirmation.objects.filter(trial__in=list(trial_ids), replaced_at=None)
    return {one.trial_id: one for one in rows.select_related("by", "same_as")}


def _last_words(build_ref: str) -> "QuerySet[Trial]":
    return Trial.objects.filter(build=parse(build_ref).id, replaced_at=None)


def coverage(build_ref: str) -> Coverage:
    """Features × devices of a build, each cell with its last words. A build nobody tries has no rows. Four queries."""
    trials = list(_last_words(build_ref).values_list("feature_id", "device__sku", "outcome", "programme_id"))
    programmes = _programmes_of(build_ref, {row[3] for row in trials})
    asked = Q(dropped_at=None) | Q(id__in={row[0] for row in trials})
    features = Feature.objects.filter(asked, programme__in=programmes).order_by("-weight", "id")
    return rules.table(
        [(row.id, read(row.title)) for row in features],
        _devices(programmes, {row[1] or "" for row in trials}),
        [Tried(feature, sku or "", outcome) for feature, sku, outcome, _programme in trials],
    )


def _programmes_of(build_ref: str, tried: set[int]) -> list[Programme]:
    """Programmes in which a build is offered or was tried."""
    offered = RingOffer.objects.filter(build=parse(build_ref).id, withdrawn_at=None).values("programme")
    rows = Programme.objects.filter(Q(id__in=offered) | Q(id__in=tried)).select_related("line")
    return list(rows.order_by("id"))


def _devices(programmes: Sequence[Programme], tried: set[str]) -> list[tuple[str, str]]:
    """Columns: the line's variants, and what has no variant where somebody tried that, or where there is none."""
    known = {one.sku: read(one.name) for row in programmes for one in devices_of(row)}
    known |= {sku: sku for sku in sorted(tried - set(known)) if sku}
    return [*known.items(), *([("", "")] if "" in tried or not known else [])]


@dataclass(frozen=True)
class Blocker:
    """An open trial that stands in a build's way: it blocks everything else, or the maker called it blocking."""

    trial: Trial
    feature: str
    device: str
    words: str
    confirmed: bool
    at: datetime


def blockers(build_ref: str) -> list[Blocker]:
    """What blocks a build, the newest first: blocked trials nobody dismissed, and failing ones confirmed as blocking.

    The same fault seen by several is one blocker: what is the same as an earlier trial is left out.
    """
    rows = trial_rows(_last_words(build_ref).filter(outcome__in=[FAILS, BLOCKED]).order_by("-at", "-id"))
    return [
        Blocker(one.trial, one.feature, one.device, one.trial.words, one.says is not None, one.trial.at)
        for one in rows
        if _blocks(one)
    ]


def _blocks(one: TrialRow) -> bool:
    if one.says is not None:
        return one.says.severity == BLOCKING and one.says.same_as_id is None
    return one.trial.outcome == BLOCKED


def outcomes(build_ref: str) -> list[bool]:
    """Whether each trial failed, in the order they came: testers' last words by feature and device. What the maker found
    to be no fault is not among them.
    """
    dismissed = Confirmation.objects.filter(severity=NOT_A_FAULT, replaced_at=None).values("trial")
    said = _last_words(build_ref).exclude(id__in=dismissed).order_by("at", "id")
    return [outcome != WORKS for outcome in said.values_list("outcome", flat=True)]


def results(build_ref: str) -> tuple[int, int]:
    """(verified, failed), as `outcomes` tells them."""
    failed = outcomes(build_ref)
    return len(failed) - sum(failed), sum(failed)


def failing(programme_id: int, *, viewer: Viewer, limit: int = 100) -> list[TrialRow]:
    """Failing and blocked trials, unjudged ones first, then the newest; for who runs programmes."""
    if not viewer.may("beta.run"):
        return []
    rows = Trial.objects.filter(programme=programme_id, replaced_at=None, outcome__in=[FAILS, BLOCKED])
    found = trial_rows(rows.order_by("-at", "-id")[:limit])
    return sorted(found, key=lambda one: one.says is not None)


def findings(programme_id: int) -> list[Finding]:
    """Confirmed faults with who saw them first and who saw the same. Two queries."""
    rows = list(
        Confirmation.objects.filter(trial__programme=programme_id, replaced_at=None)
        .select_related("trial__feature", "trial__seat")
    )  # fmt: skip
    also: dict[int, set[int]] = {}
    for one in rows:
        if one.same_as_id and one.trial.seat:
            also.setdefault(one.same_as_id, set()).add(one.trial.seat.fan_id)
    return [
        Finding(one.trial.seat.fan_id, one.severity, one.trial.feature.weight, frozenset(also.get(one.trial_id, ())))
        for one in rows
        if one.same_as_id is None and one.trial.seat
    ]  # fmt: skip


@dataclass(frozen=True)
class Eyes:
    """How good one tester's eyes are: the sum of impact, and how many findings it comes from."""

    quality: int
    findings: int


def eyes(programme_id: int) -> dict[int, Eyes]:
    """Fan → quality. It counts what was found first and confirmed; how much somebody wrote counts for nothing."""
    found = [one for one in findings(programme_id) if impact(one)]
    sums = quality(found)
    return {fan: Eyes(total, sum(1 for one in found if one.tester == fan)) for fan, total in sums.items()}


def builds_of(programme_id: int) -> list[Build]:
    """Builds that were ever offered to a ring here, the newest offer first."""
    return list({row.build_id: row.build for row in offers_of(programme_id, withdrawn=True)}.values())


def voice_of(row: Trial) -> Voice | None:
    """The voice that was made of a trial, if it is still there."""
    return voices.voices_by_ids([parse(row.voice).id]).get(parse(row.voice).id) if row.voice else None


def device_name(row: Trial) -> str:
    """A trial's device in the tester's words: variant and revision."""
    named = read(row.device.name) if row.device else ""
    return " ".join(part for part in (named, row.revision) if part)
