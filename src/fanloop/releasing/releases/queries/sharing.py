"""Reads of the bonus pool. Everybody may read all of it: what is shared, by which numbers, and who set it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.models import (
    Award,
    BonusPool,
    Departure,
    PoolShare,
    Pulled,
    Settlement,
    Verdict,
)
from fanloop.releasing.releases.queries.engineers import engineers_of, has_engineer
from fanloop.releasing.releases.rules import sharing as rules
from fanloop.releasing.releases.rules.quarters import begins, next_quarter

__all__ = ["BonusPool", "Settlement"]


@dataclass(frozen=True)
class Sharing:
    """A quarter: its pool, everybody's share with the reason in values, and whether it stands."""

    begins: date
    ends: date
    pool: BonusPool | None
    shares: list[rules.Share]
    members: dict[int, Member]
    settlement: Settlement | None


def quarter_of(moment: datetime) -> date:
    """The first day of the quarter of a moment, by the maker's clock."""
    return begins(moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date())


def quarter(first: date, *, now: datetime) -> Sharing:
    """The quarter that begins on `first`: as it was settled, else as it stands `now`."""
    settled = Settlement.objects.select_related("pool__by", "by").filter(begins=first).first()
    pool = settled.pool if settled else pool_of(first)
    shares = (
        _settled(settled) if settled else rules.shares(pool.minor if pool else 0, persons(first, now=now))
    )
    members = team.members_by_ids(one.person.member_id for one in shares)
    return Sharing(first, next_quarter(first), pool, shares, members, settled)


def pool_of(first: date) -> BonusPool | None:
    """What was said last for this quarter."""
    return BonusPool.objects.select_related("by").filter(begins=first).order_by("-id").first()


def pools(*, limit: int = 40) -> list[BonusPool]:
    """Everything that was ever set, the latest quarter and in it the latest word first."""
    return list(BonusPool.objects.select_related("by").order_by("-begins", "-id")[:limit])


def settlements() -> dict[date, Settlement]:
    """Quarter → its settlement."""
    rows = Settlement.objects.select_related("pool", "by").order_by("-begins")
    return {row.begins: row for row in rows}


def _settled(settlement: Settlement) -> list[rules.Share]:
    """The shares as they were written, whatever the rule says today."""
    rows = list(PoolShare.objects.filter(settlement=settlement).order_by("member_id"))
    people = [rules.Person(row.member_id, tuple(row.bounds), row.yes, row.no) for row in rows]
    columns = ([getattr(row, pot) for row in rows] for pot in ("equal", "awards", "verdicts"))
    return rules.told(people, *columns)


def persons(first: date, *, now: datetime) -> list[rules.Person]:
    """Everybody who was in the team in a quarter, with its awards and verdicts so far. Four queries."""
    start, end = _moments(first)
    end = min(end, max(now, start))
    bounds = defaultdict(list)
    rows = Award.objects.filter(at__gte=start, at__lt=end).order_by("id")
    for member_id, bound in rows.values_list("member_id", "lower"):
        bounds[member_id].append(bound)
    said = _verdicts(start, end)
    present = team.members_between(start, end)
    return [
        rules.Person(member.id, tuple(bounds[member.id]), *said.get(member.id, (0, 0))) for member in present
    ]


def _verdicts(start: datetime, end: datetime) -> dict[int, tuple[int, int]]:
    """Member id → fans' yes and no about their changes on trains that left in the quarter; the team's own do not count."""
    gone = Departure.objects.filter(at__gte=start, at__lt=end)
    rows = Verdict.objects.filter(has_engineer("change"), report__train__in=gone.values("train"))
    rows = rows.filter(at__lt=end).exclude(report__fan_id__in=team.member_fan_ids())
    rows = rows.exclude(change__in=Pulled.objects.values("change"))
    sums = rows.values_list("change_id").annotate(
        yes=Count("id", filter=Q(says="yes")), no=Count("id", filter=Q(says="no"))
    )
    said = {change_id: (yes, no) for change_id, yes, no in sums.order_by("change_id")}
    found: dict[int, tuple[int, int]] = {}
    for change_id, engineers in engineers_of(list(said)).items():
        for one in engineers:
            yes, no = found.get(one.id, (0, 0))
            found[one.id] = (yes + said[change_id][0], no + said[change_id][1])
    return found


def _moments(first: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(settings.TIME_ZONE)
    ends = next_quarter(first)
    return datetime.combine(first, time(), zone), datetime.combine(ends, time(), zone)


def is_over(first: date, *, now: datetime) -> bool:
    return now >= _moments(first)[1]


@trail.describes("releases.bonus_pool", label=lambda count: ngettext("bonus pool", "bonus pools", count))
def describe_pools(ids: Iterable[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- pools are public
    rows = BonusPool.objects.filter(id__in=set(ids)).select_related("by")
    return {
        row.id: trail.Card(
            f"releases.bonus_pool:{row.id}", _("bonus pool"), row.begins.isoformat(), row.because, row.at
        )
        for row in rows
    }
