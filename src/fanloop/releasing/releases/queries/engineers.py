"""Which engineers made a change: the one who stands as its maker, and those of the team who are credited beside."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.models import Change, Credit
from fanloop.releasing.releases.queries.trains import MADE


def engineers_of(change_ids: Collection[int]) -> dict[int, list[Member]]:
    """Change id → its engineers, its maker first, then in the order in which they were credited; three queries."""
    found: dict[int, dict[int, Member]] = defaultdict(dict)
    for change in Change.objects.filter(id__in=change_ids, maker__isnull=False).select_related("maker"):
        if change.maker is not None:
            found[change.id][change.maker.id] = change.maker
    for change_id, member in _credited(change_ids):
        found[change_id].setdefault(member.id, member)
    return {change_id: list(rows.values()) for change_id, rows in found.items()}


def _credited(change_ids: Collection[int]) -> list[tuple[int, Member]]:
    rows = Credit.objects.filter(change__in=change_ids, for_what=MADE, fan__in=team.fan_ids_ever())
    pairs = list(rows.order_by("id").values_list("change_id", "fan_id"))
    known = team.members_by_fans(fan_id for _change, fan_id in pairs) if pairs else {}
    return [(change_id, known[fan_id]) for change_id, fan_id in pairs if fan_id in known]


def has_engineer(change: str) -> Q:
    """The condition that an engineer made the change which a row names in its field `change`."""
    return Q(**{f"{change}__maker__isnull": False}) | _is_credited(change, team.fan_ids_ever())


def made_by(change: str, member: Member) -> Q:
    """The condition that this engineer made the change which a row names in its field `change`."""
    return Q(**{f"{change}__maker": member.id}) | _is_credited(change, [member.fan_id])


def _is_credited(change: str, fan_ids: Collection[int]) -> Q:
    return Q(Exists(Credit.objects.filter(change=OuterRef(change), for_what=MADE, fan__in=fan_ids)))
