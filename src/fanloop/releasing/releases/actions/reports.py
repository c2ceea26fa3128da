"""Tuesday: a fan tells of a week with a train, once, and may think again until the train is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices.rules.kinds import Detail, Kind
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules import deeds
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.confirming import credit_confirmed
from fanloop.releasing.releases.actions.not_fixed import judge
from fanloop.releasing.releases.facts import ReportChanged, ReportGiven
from fanloop.releasing.releases.models import BoxVoice, Report, ReportRevision, Train, Verdict
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.releasing.releases.rules.reports import BOXES, SAYS, Box
from fanloop.things.products import queries as products

LIVE = "reports"
KIND_OF: dict[Box, Kind] = {"used": "experience", "liked": "praise", "disliked": "bug", "want": "idea"}
"""What a box is as a voice."""

NOWHERE = Detail()
LONGEST = 4_000


@dataclass(frozen=True)
class _Told:
    """A report as it came, cleaned."""

    boxes: Mapping[str, str]
    verdicts: Mapping[int, str]
    device: Detail
    language: str


@transaction.atomic
def give_report(
    *, train: Train, fan: Fan, at: datetime, used: str = "", liked: str = "", disliked: str = "", want: str = "",
    verdicts: Mapping[int, str] | None = None, device: Detail = NOWHERE, language: str = "en",
) -> Report:  # fmt: skip
    """Keep what a fan tells of a train: four boxes and, by change, `yes`, `no` or `not_tried`.

    Given again it is changed, and what it said before is kept; the same again changes nothing. Each filled box is a voice.
    Raises Refused for a train that has not left, was withdrawn or is closed, for a change that was not aboard, and for
    a report that says nothing.
    """
    if closed := queries.why_closed(train):
        raise Refused(closed)
    boxes: dict[str, str] = {
        box: _clean(words) for box, words in zip(BOXES, (used, liked, disliked, want), strict=True)
    }
    told = _Told(boxes, _checked(train, verdicts or {}), _known(device), language)
    if not any(boxes.values()) and not told.verdicts:
        raise Refused(_("Say something first: one box or one answer is enough."))
    report, is_new = Report.objects.select_for_update().get_or_create(
        train=train, fan=fan, defaults={**boxes, **_where(told), "at": at}
    )
    changed = _keep(report, told, at, is_new=is_new)
    if is_new:
        _announce(report, at)
    elif changed:
        bus.publish(ReportChanged(report=ref(report), train=ref(train)), at=at)
        live.announce(LIVE, str(train.id))
    if changed:
        judge(train=train, change_ids=told.verdicts.keys(), at=at)
        credit_confirmed(train=train, fan_id=fan.id, at=at)
    return report


def _clean(words: str) -> str:
    return words.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]


def _checked(train: Train, verdicts: Mapping[int, str]) -> dict[int, str]:
    aboard = {held.change.id for held in queries.changes_of(train.id)}
    if unknown := verdicts.keys() - aboard:
        raise Refused(
            _("Change %(number)s was not aboard %(train)s.") % {"number": min(unknown), "train": train.number}
        )
    if wrong := [says for says in verdicts.values() if says not in SAYS]:
        raise Refused(_("An answer is yes, no or not tried, not “%(says)s”.") % {"says": wrong[0]})
    return dict(verdicts)


def _known(device: Detail) -> Detail:
    """A device of a line that is not ours is told by its name alone."""
    line = products.line_by_id(device.line_id) if device.line_id else None
    return Detail(line.id if line else None, _clean(device.variant)[:120], _clean(device.build)[:60])


def _where(told: _Told) -> dict[str, object]:
    device = told.device
    return {
        "device_id": device.line_id,
        "variant": device.variant,
        "build": device.build,
        "language": told.language,
    }


def _keep(report: Report, told: _Told, at: datetime, *, is_new: bool) -> bool:
    """Bring boxes, verdicts and voices up to what was told. Returns whether anything is different."""
    changed = is_new or _revise(report, told, at)
    for change_id, says in told.verdicts.items():
        row, fresh = Verdict.objects.get_or_create(
            report=report, change_id=change_id, defaults={"says": says, "at": at}
        )
        if not fresh and row.says != says:
            Verdict.objects.filter(id=row.id).update(says=says, at=at)
        changed = changed or fresh or row.says != says
    if changed:
        _say(report, at)
    return changed


def _revise(report: Report, told: _Told, at: datetime) -> bool:
    before: dict[str, str] = {box: getattr(report, box) for box in BOXES}
    now: dict[str, object] = {**told.boxes, **_where(told)}
    if all(getattr(report, name) == value for name, value in now.items()):
        return False
    if before != told.boxes:
        ReportRevision.objects.create(report=report, at=at, **before)
    Report.objects.filter(id=report.id).update(**now, edited_at=at)
    report.refresh_from_db()
    return True


def _say(report: Report, at: datetime) -> None:
    """Each box is a voice: a new one is raised, another wording is the same voice reworded, an empty one is taken back."""
    rows = BoxVoice.objects.filter(report=report).select_related("voice")
    spoken = {row.box: row.voice for row in rows}
    for box in BOXES:
        words, voice = getattr(report, box), spoken.get(box)
        if voice is None and words:
            _raise(report, box, words, at)
        elif voice is not None and voice.words != words:
            voices.reword_voice(voice=voice, words=words, at=at)


def _raise(report: Report, box: Box, words: str, at: datetime) -> None:
    detail = Detail(report.device_id, report.variant, report.build)
    voice = voices.raise_voice(
        kind=KIND_OF[box], title="", words=words, fan=report.fan, line=report.train.line, language=report.language,
        source="report", detail=detail, at=at,
    )  # fmt: skip
    BoxVoice.objects.create(report=report, box=box, voice=voice)
    trail.because(ref(voice), {ref(report): None}, at=at)


def _announce(report: Report, at: datetime) -> None:
    about = ref(report.train)
    fans.record_deeds([fans.NewDeed(report.fan_id, at.date(), deeds.REPORT, ref=about)], at=at)
    fact = ReportGiven(report=ref(report), train=about, fan=f"fans.fan:{report.fan_id}")
    bus.publish(fact, at=at)
    live.announce(LIVE, str(report.train_id))


@transaction.atomic
def forget_reports(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan told and on which device. What they said of changes stays counted, and is nobody's to know."""
    ReportRevision.objects.filter(report__fan=fan_id).delete()
    blank: dict[str, object] = {**dict.fromkeys(BOXES, ""), "device": None, "variant": "", "build": ""}
    return Report.objects.filter(fan=fan_id).update(**blank)
