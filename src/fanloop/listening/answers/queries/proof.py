"""The public proof: reckoned from the log alone, so that anybody with the log would reach the same figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fanloop.listening.answers.models import EXCUSED, Case, CaseEvent, Hours, Policy, Verdict
from fanloop.listening.answers.queries.calendars import calendar
from fanloop.listening.answers.rules.figures import Figures, figures, wilson
from fanloop.listening.answers.rules.log import ANSWERED, OPENED, PAUSED, REOPENED, RESUMED, Entry, Kept, kept
from fanloop.listening.answers.rules.log import EXCUSED as STRUCK

_COUNTS = (OPENED, PAUSED, RESUMED, ANSWERED, STRUCK, REOPENED)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A day or a week that begins at `start`: its figures and each of its cases in the order they came."""

    start: datetime
    figures: Figures
    rows: tuple[Kept, ...]


@dataclass(frozen=True)
class Judged:
    """What fans said about answers: how many helped, of how many, and the interval of the true share."""

    helped: int
    of: int

    @property
    def share(self) -> float | None:
        return self.helped / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.helped, self.of)


@dataclass(frozen=True)
class Proof:
    """Today, each of the last weeks with the newest first, all of them together, and the fans' verdicts."""

    today: Period
    weeks: tuple[Period, ...]
    whole: Figures
    judged: Judged


def proof(*, now: datetime, zone: str, weeks: int = 8) -> Proof:
    """Weeks begin on Monday in `zone`. Four queries, however many cases there are."""
    day = _midnight(now, zone)
    first = day - (day.weekday() + 7 * (weeks - 1)) * DAY
    begins = [_midnight(first + n * 7 * DAY + timedelta(hours=12), zone) for n in range(weeks)]
    rows = kept_since(begins[0], now=now)
    parts = [
        _period(begin, [row for row in rows if begin <= row.opened_at < end])
        for begin, end in zip(begins, [*begins[1:], now + DAY], strict=True)
    ]
    return Proof(
        _period(day, [row for row in rows if row.opened_at >= day]), tuple(reversed(parts)), figures(rows),
        judged(since=begins[0]),
    )  # fmt: skip


def today(*, now: datetime, zone: str) -> Period:
    """The figures since midnight in `zone`."""
    day = _midnight(now, zone)
    return _period(day, kept_since(day, now=now))


def _period(start: datetime, rows: Sequence[Kept]) -> Period:
    return Period(start, figures(rows), tuple(rows))


def _midnight(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def kept_since(start: datetime, *, now: datetime) -> list[Kept]:
    """Every case opened since then as its log tells it, in the order they came; those that needed no answer are left out."""
    rows = list(
        Case.objects.filter(opened_at__gte=start, opened_at__lte=now)
        .exclude(state=EXCUSED)
        .order_by("opened_at", "id")
        .values_list("id", "policy_id")
    )
    logs = _logs([case_id for case_id, _policy in rows], now)
    promises = {
        row.id: (row.seconds, calendar(row.hours))
        for row in Policy.objects.filter(id__in={policy for _case, policy in rows}).select_related("hours")
    }
    return [
        kept(logs[case_id], target=promises[policy][0], calendar=promises[policy][1], now=now)
        for case_id, policy in rows
        if case_id in logs
    ]


def _logs(case_ids: Iterable[int], now: datetime) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    rows = CaseEvent.objects.filter(case__in=list(case_ids), kind__in=_COUNTS, at__lte=now).order_by("id")
    for case_id, kind, at, member_id in rows.values_list("case_id", "kind", "at", "member_id").iterator(
        10_000
    ):
        found.setdefault(case_id, []).append(Entry(kind, at, member_id))
    return found


def judged(*, since: datetime) -> Judged:
    """Verdicts on answers since then."""
    said = list(Verdict.objects.filter(at__gte=since).values_list("helped", flat=True))
    return Judged(sum(said), len(said))


def zone() -> str:
    """The time zone of the desk: that of the general promise's hours."""
    row = Policy.objects.filter(scope="", ended_at=None).select_related("hours").first()
    hours: Hours | None = row.hours if row else None
    return hours.zone if hours else "UTC"
