"""Every read of the team. `viewer_of` is where a session becomes a frozen viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import lately, trail
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.people.fans import ports as fans_ports
from fanloop.people.fans import queries as fans
from fanloop.people.levels import queries as levels
from fanloop.people.team import ports
from fanloop.people.team.models import Duty, Maker, Member, StaffAct
from fanloop.people.team.rules.permissions import FOUNDER, permissions_of

__all__ = [
    "Colleague",
    "Maker",
    "Member",
    "StaffAct",
    "base_currency",
    "colleagues",
    "describe_members",
    "fan_ids_ever",
    "fan_ids_who_may",
    "is_last_founder",
    "maker",
    "member",
    "member_ever",
    "member_fan_ids",
    "member_of",
    "members",
    "members_between",
    "members_by_fans",
    "members_by_ids",
    "staff_acts",
    "viewer_of",
]


@lately.kept("team_maker")
def maker() -> Maker | None:
    """The one maker, or None before the first run."""
    return Maker.objects.filter(id=1).first()


def base_currency() -> str:
    """The currency the maker reckons in, the first of its own; empty before the first run."""
    firm = maker()
    return str(next(iter(firm.currencies), "")) if firm else ""


def member(member_id: int) -> Member | None:
    return Member.objects.filter(id=member_id).first()


def member_of(fan_id: int | None) -> Member | None:
    """The present member that this fan is."""
    return Member.objects.filter(fan_id=fan_id, left_at=None).first() if fan_id is not None else None


def member_ever(fan_id: int) -> Member | None:
    """The member that this fan is or was."""
    return Member.objects.filter(fan_id=fan_id).first()


def members() -> list[Member]:
    """Present members with their fans, by the day they came."""
    return list(Member.objects.filter(left_at=None).select_related("fan").order_by("hired_at", "id"))


@lately.kept("team_member")
def member_fan_ids() -> frozenset[int]:
    """Fan ids of present members, to mark the maker's people in a list."""
    return frozenset(Member.objects.filter(left_at=None).values_list("fan_id", flat=True))


def members_by_fans(fan_ids: Iterable[int]) -> dict[int, Member]:
    """Fan id → the member that fan is or was, for those who are one."""
    return {row.fan_id: row for row in Member.objects.filter(fan__in=set(fan_ids))}


@lately.kept("team_member")
def fan_ids_ever() -> frozenset[int]:
    """Fan ids of everybody who is or was a member."""
    return frozenset(Member.objects.values_list("fan_id", flat=True))


def members_by_ids(member_ids: Iterable[int]) -> dict[int, Member]:
    """Members, former ones too: an old answer still has an author."""
    return Member.objects.in_bulk(set(member_ids))


def members_between(start: datetime, end: datetime) -> list[Member]:
    """Everybody who was in the team at some time from `start` to before `end`, by the order they first came."""
    rows = Member.objects.filter(hired_at__lt=end).exclude(left_at__lte=start)
    return list(rows.order_by("id"))


@dataclass(frozen=True)
class Colleague:
    """A member with the duties held now and what both allow."""

    member: Member
    duties: frozenset[str]
    permissions: frozenset[str]


def colleagues() -> list[Colleague]:
    """All present members with duties, two queries."""
    people = members()
    held: dict[int, set[str]] = {}
    for member_id, duty in Duty.objects.filter(member__in=people, ended_at=None).values_list(
        "member_id", "duty"
    ):
        held.setdefault(member_id, set()).add(duty)
    return [_colleague(row, held.get(row.id, ())) for row in people]


def _colleague(row: Member, duties: Iterable[str]) -> Colleague:
    held = frozenset(duties)
    return Colleague(row, held, permissions_of(row.rank, held))


def fan_ids_who_may(permission: str) -> set[int]:
    """Fans to tell when something waits for this permission."""
    return {one.member.fan_id for one in colleagues() if permission in one.permissions}


def is_last_founder(fan_id: int) -> bool:
    """Whether the house would have no founder without this fan."""
    founders = Member.objects.filter(rank=FOUNDER, left_at=None).values_list("fan_id", flat=True)
    return list(founders) == [fan_id]


def viewer_of(user_id: int | None) -> Viewer:
    """The frozen answer to who is looking: two queries for a fan, none for nobody.

    The maker's people see what any group and any level sees.
    """
    if user_id is None:
        return ANYONE
    row = member_of(user_id) if user_id in member_fan_ids() else None
    if row is None:
        return Viewer(
            fan_id=user_id, partner_id=ports.partner_of(user_id), groups=fans.group_keys(user_id),
            level=levels.level_of(user_id),
        )  # fmt: skip
    duties = Duty.objects.filter(member=row, ended_at=None).values_list("duty", flat=True)
    return Viewer(
        fan_id=user_id,
        is_staff=True,
        permissions=permissions_of(row.rank, duties),
        groups=fans.group_keys(),
        level=4,
    )


def staff_acts(*, viewer: Viewer, limit: int = 50, offset: int = 0) -> list[StaffAct]:
    """The audit, newest first, for those who may see it."""
    if not viewer.may("audit.see"):
        return []
    return list(StaffAct.objects.select_related("member").order_by("-at", "-id")[offset : offset + limit])


@trail.describes("team.member", label=lambda count: ngettext("engineer", "engineers", count))
def describe_members(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- members are public
    return {
        row.id: trail.Card(
            f"team.member:{row.id}", _("engineer"), row.name or _("someone who left"), row.title, row.hired_at
        )
        for row in Member.objects.filter(id__in=ids)
    }


def _is_founder(fan_id: int) -> bool:
    return Member.objects.filter(fan_id=fan_id, rank=FOUNDER, left_at=None).exists()


fans_ports.fill_founder_check(_is_founder)
