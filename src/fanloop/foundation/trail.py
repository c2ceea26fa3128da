"""Why a thing exists. One table of arrows, effect to cause; both ways are one recursive query.

The effect's room writes the arrow at birth, in the act's transaction, and stands above its causes, so there
is no circle. Nouns register how to describe their references; what a viewer may not see is a kind and a count.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db import connection
from django.db.models import Q

from fanloop.foundation.holding import Going, holds
from fanloop.foundation.models import Because, Retraction
from fanloop.foundation.refs import ids_by_kind, parse
from fanloop.foundation.viewer import SYSTEM, Viewer

DEPTH = 16
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrow:
    """`effect` exists because of `cause`; `share` pieces, seconds or cents of it, named by `unit`."""

    effect: str
    cause: str
    share: Decimal | int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Card:
    """What a viewer may read about one reference. `label` names the kind in the reader's language."""

    ref: str
    label: str
    title: str
    detail: str = ""
    at: datetime | None = None
    mark: str = ""

    @property
    def kind(self) -> str:
        return parse(self.ref).kind


@dataclass(frozen=True)
class Node:
    """One reference met on a walk, `depth` arrows away from its start."""

    ref: str
    depth: int


@dataclass(frozen=True)
class Walk:
    """A walk from `start`: nodes nearest first, and the arrows between them, which are read when asked for."""

    start: str
    nodes: list[Node]

    @cached_property
    def arrows(self) -> list[Arrow]:
        with connection.cursor() as cursor:
            cursor.execute(_BETWEEN, {"refs": [node.ref for node in self.nodes]})
            return [Arrow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Group:
    """Nodes of one kind: those the viewer may see as cards, the others as a number; `more` were not looked at."""

    kind: str
    label: str
    depth: int
    cards: list[Card]
    hidden: int
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.cards) + self.hidden + self.more


Describer = Callable[[set[int], Viewer], Mapping[int, Card]]


@dataclass(frozen=True)
class _Kind:
    label: Callable[[int], str]
    describe: Describer


_kinds: dict[str, _Kind] = {}


def describes(kind: str, *, label: Callable[[int], str] | str) -> Callable[[Describer], Describer]:
    """Register a noun's describer of `kind`: ids and a viewer in, a Card per id the viewer may see out.

    For the SYSTEM viewer it must answer every existing id: that is how dangling references are found.
    """

    def register(describe: Describer) -> Describer:
        _kinds[kind] = _Kind(label if callable(label) else lambda _count: str(label), describe)
        return describe

    return register


def kinds() -> list[str]:
    """Every kind of reference that somebody describes."""
    return sorted(_kinds)


def because(effect: str, causes: Mapping[str, tuple[Decimal | int, str] | None], *, at: datetime) -> None:
    """Write why `effect` exists: cause → (share, unit), or None where a share would be false precision."""
    because_all((Arrow(effect, cause, *(share or ())) for cause, share in causes.items()), at=at)


def because_all(arrows: Iterable[Arrow], *, at: datetime) -> int:
    """Write many arrows in one statement per thousand; writing an arrow again changes nothing."""
    rows = [Because(effect=a.effect, cause=a.cause, share=a.share, unit=a.unit, at=at) for a in arrows]
    for row in rows:
        parse(row.effect), parse(row.cause)
    Because.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def retract(effect: str, causes: Iterable[str], *, at: datetime, why: str) -> int:
    """Take arrows out of every walk from now on; they stay in the table with the reason. Returns how many."""
    arrows = Because.objects.filter(effect=effect, cause__in=list(causes)).exclude(
        id__in=Retraction.objects.filter(arrow__effect=effect).values("arrow_id")
    )
    rows = [Retraction(arrow=arrow, at=at, why=why) for arrow in arrows]
    return len(Retraction.objects.bulk_create(rows))


def restore(effect: str, causes: Iterable[str]) -> int:
    """Undo a retraction, as when a merge is made again. Returns how many arrows hold again."""
    gone, _ = Retraction.objects.filter(arrow__effect=effect, arrow__cause__in=list(causes)).delete()
    return gone


def forget(refs: Iterable[str]) -> int:
    """Take every arrow of rows that are taken out altogether, such as an import undone. Returns how many."""
    gone = list(refs)
    rows = Because.objects.filter(Q(effect__in=gone) | Q(cause__in=gone))
    return rows.delete()[1].get(Because._meta.label, 0)


@holds
def _caused(going: Going) -> set[str]:
    """What an arrow joins with something that stays."""
    rows = Because.objects.filter(Q(effect__in=going) | Q(cause__in=going))
    pairs = rows.values_list("effect", "cause").iterator()
    return {one for pair in pairs if not going.issuperset(pair) for one in pair if one in going}


_WALK = """
WITH RECURSIVE walk(ref, depth) AS (
    SELECT CAST(%(start)s AS text), 0
    UNION
    SELECT b.{to}, walk.depth + 1 FROM walk JOIN foundation_because b ON b.{at} = walk.ref
    WHERE walk.depth < %(depth)s
      AND NOT EXISTS (SELECT 1 FROM foundation_retraction r WHERE r.arrow_id = b.id)
)
SELECT ref, min(depth) AS depth FROM walk GROUP BY ref ORDER BY depth, ref LIMIT %(limit)s
"""

_BETWEEN = """
SELECT b.effect, b.cause, b.share, b.unit FROM foundation_because b
WHERE b.effect = ANY(%(refs)s) AND b.cause = ANY(%(refs)s)
  AND NOT EXISTS (SELECT 1 FROM foundation_retraction r WHERE r.arrow_id = b.id)
"""


def causes_of(ref: str, *, depth: int = DEPTH, limit: int = 20_000) -> Walk:
    """Walk up: everything that `ref` exists because of. Raises BadRef for a text that is no reference."""
    return _walk(ref, at="effect", to="cause", depth=depth, limit=limit)


def effects_of(ref: str, *, depth: int = DEPTH, limit: int = 20_000) -> Walk:
    """Walk down: everything that exists because of `ref`."""
    return _walk(ref, at="cause", to="effect", depth=depth, limit=limit)


def _walk(start: str, *, at: str, to: str, depth: int, limit: int) -> Walk:
    parse(start)
    with connection.cursor() as cursor:
        cursor.execute(_WALK.format(at=at, to=to), {"start": start, "depth": depth, "limit": limit})
        nodes = [Node(*row) for row in cursor.fetchall()]
    return Walk(start, nodes)


_NEAREST = """
SELECT b.effect, b.cause FROM foundation_because b
WHERE b.effect = ANY(%s) AND NOT EXISTS (SELECT 1 FROM foundation_retraction r WHERE r.arrow_id = b.id) ORDER BY b.id
"""


def nearest_causes(refs: Iterable[str]) -> dict[str, list[str]]:
    """Reference → the causes one arrow away, in the order they were written. One query for any number."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [list(refs)])
        for effect, cause in cursor.fetchall():
            found.setdefault(effect, []).append(cause)
    return found


def describe(refs: Iterable[str], *, viewer: Viewer) -> dict[str, Card]:
    """Cards of what the viewer may see, one query per kind. What is missing is hidden or gone."""
    cards: dict[str, Card] = {}
    for kind, ids in ids_by_kind(refs).items():
        if kind in _kinds:
            cards.update({f"{kind}:{id_}": card for id_, card in _kinds[kind].describe(ids, viewer).items()})
    return cards


def grouped(walk: Walk, *, viewer: Viewer, most: int | None = None) -> list[Group]:
    """A walk as the viewer may see it: one group per kind, nearest first, never a name that is not theirs.

    A page that names at most `most` of a kind need not have a thousand described: where the viewer may see each
    of the nearest, the others are a number; where one is hidden, all are looked at, so that hidden ones count.
    """
    by_kind: dict[str, list[Node]] = {}
    for node in walk.nodes:
        by_kind.setdefault(parse(node.ref).kind, []).append(node)
    groups = [
        _group(kind, nodes, viewer, len(nodes) if most is None else most) for kind, nodes in by_kind.items()
    ]
    return sorted(groups, key=lambda group: group.depth)


def _group(kind: str, nodes: list[Node], viewer: Viewer, most: int) -> Group:
    near, far = nodes[:most], nodes[most:]
    cards = describe((node.ref for node in near), viewer=viewer)
    if far and len(cards) < len(near):
        cards |= describe((node.ref for node in far), viewer=viewer)
        near, far = nodes, []
    seen = [cards[node.ref] for node in near if node.ref in cards]
    depth = max(node.depth for node in nodes)
    return Group(kind, label_of(kind, len(nodes)), depth, seen, len(near) - len(seen), len(far))


def label_of(kind: str, count: int = 1) -> str:
    """What a kind is called in the reader's language, when there are `count` of it."""
    return _kinds[kind].label(count) if kind in _kinds else kind


@dataclass(frozen=True)
class Report:
    """Outcome of the nightly check: how many refs were looked at, which point at nothing."""

    looked_at: int
    dangling: list[str] = field(default_factory=list)
    unknown_kinds: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.dangling and not self.unknown_kinds


def check() -> Report:
    """Look for references to rows that do not exist and kinds nobody describes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT effect FROM foundation_because UNION SELECT cause FROM foundation_because")
        refs = [row[0] for row in cursor.fetchall()]
    known = [ref for ref in refs if parse(ref).kind in _kinds]
    alive = describe(known, viewer=SYSTEM)
    unknown = Counter(parse(ref).kind for ref in refs if parse(ref).kind not in _kinds)
    return Report(len(refs), sorted(ref for ref in known if ref not in alive), dict(unknown))


def report(found: Report) -> None:
    """Tell the log what the check found; silence means that every reference points at something."""
    for ref in found.dangling:
        log.error("trail: %s points at nothing", ref)
    for kind, count in found.unknown_kinds.items():
        log.error("trail: nobody describes %s (%d references)", kind, count)
