"""Which places a moderator looks after."""

from collections.abc import Iterable

from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.models import Charge
from fanloop.people.team import queries as team
from fanloop.people.team.rules.permissions import ENGINEER


def scopes_of(viewer: Viewer) -> set[str] | None:
    """The places a moderator is charged with; None for all of them: leads, founders, and whoever has no charge."""
    if viewer.is_system:
        return None
    member = team.member_of(viewer.fan_id)
    if member is None or not viewer.may("community.moderate"):
        return set()
    if member.rank != ENGINEER:
        return None
    held = set(Charge.objects.filter(member=member, ended_at=None).values_list("scope", flat=True))
    return held or None


def may_moderate(viewer: Viewer, scope: str) -> bool:
    """Whether this viewer may hide, show and judge in this place."""
    mine = scopes_of(viewer) if viewer.may("community.moderate") else set()
    return mine is None or scope in mine


def charges() -> list[Charge]:
    """Who looks after what now, with the member's name; one query."""
    rows = Charge.objects.filter(ended_at=None, member__left_at=None).select_related("member")
    return list(rows.order_by("member__name", "id"))


def charge(charge_id: int) -> Charge | None:
    return Charge.objects.select_related("member").filter(id=charge_id).first()


def moderators(among: Iterable[team.Colleague] | None = None) -> list[team.Member]:
    """Present members who may moderate, by the day they came."""
    people = team.colleagues() if among is None else among
    return [one.member for one in people if "community.moderate" in one.permissions]
