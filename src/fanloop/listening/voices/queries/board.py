"""The needs board: pages of needs by what people come for, each row complete in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from fanloop.foundation import lately
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.voices.models import Need, NeedStatus
from fanloop.listening.voices.queries.boards import known_boards, on_boards, open_board_ids, open_boards
from fanloop.listening.voices.queries.family import voted_by
from fanloop.listening.voices.queries.statuses import StatusRow, known, status_row
from fanloop.listening.voices.rules import clock, ranking
from fanloop.listening.voices.rules.statuses import ENDED, PROMISED
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

Order = Literal["wanted", "moving", "quiet", "new", "promised", "done"]
NEED = "voices.need"
PAGE = 20


@dataclass(frozen=True)
class NeedRow:
    """A need in a list, as this viewer sees it. `minutes` is how long the first answer took."""

    need: Need
    title: str
    words: str
    line: str
    area: str
    minutes: int | None
    answered_by: str
    promised_at: datetime | None
    outcome: str
    has_my_vote: bool
    mark: str
    status: StatusRow | None = None
    board: str = ""

    @property
    def votes(self) -> int:
        return self.need.votes_count

    @property
    def people(self) -> int:
        return self.need.people_count

    @property
    def is_open(self) -> bool:
        return not self.outcome


def _standing() -> "QuerySet[Need]":
    """Needs that stand for themselves: with a voice, and not counted in another."""
    return Need.objects.exclude(stands="duplicate").filter(voices_count__gt=0)


_closed = Q(stands__in=ENDED)
_promised = Q(stands__in=PROMISED)


def _ordered(order: Order) -> "QuerySet[Need]":
    rows = _standing()
    if order == "done":
        return rows.filter(_closed).order_by("-ranked_at", "-id")
    rows = rows.filter(~_closed)
    if order == "promised":
        return rows.filter(_promised).order_by("-score", "-votes_count", "-id")
    if order == "quiet":
        few = rows.filter(~_promised, people_count__lt=ranking.NEEDS_A_VOICE)
        return few.order_by("-at", "-id")
    keys = {"new": "-at", "moving": "-hot", "wanted": "-score"}
    return rows.order_by(keys[order], *([] if order == "new" else ["-votes_count"]), "-id")


def needs_board(
    viewer: Viewer = ANYONE, *, page: int = 1, order: Order = "wanted", line_id: int | None = None,
    area_id: int | None = None, status: str = "", board: str | None = None, size: int = PAGE,
) -> "Page[NeedRow]":  # fmt: skip
    """A page of needs on all boards this viewer may enter, or on one.

    What everybody sees alike is kept until a need, or something beside it, changes; the own votes are asked for anew.
    """
    asked = _Asked(order, _keys(viewer), board or "", status, line_id, area_id)
    paginator = Paginator(range(_how_many(asked)), size)
    shown = cast("Page[NeedRow]", paginator.get_page(page))
    found = _found(asked, shown.number, size)
    mine = _my_votes([need.id for need, _ in found], viewer)
    shown.object_list = [_row(need, beside, mine=need.id in mine) for need, beside in found]
    return shown


@dataclass(frozen=True)
class _Asked:
    """Which needs, in which order. `boards` are the private ones the viewer may enter; None for all."""

    order: Order
    boards: tuple[int, ...] | None
    board: str
    status: str
    line_id: int | None
    area_id: int | None

    def rows(self) -> "QuerySet[Need]":
        rows = _ordered(self.order).filter(on_boards(self.boards))
        rows = rows.filter(board__slug=self.board) if self.board else rows
        rows = rows.filter(_stands(self.status)) if self.status else rows
        rows = rows.filter(line=self.line_id) if self.line_id else rows
        return rows.filter(area=self.area_id) if self.area_id else rows


def _keys(viewer: Viewer) -> tuple[int, ...] | None:
    ids = open_board_ids(viewer)
    return None if ids is None else tuple(ids)


_STANDING = ("voices_need", "voices_needstatus", "voices_status", "voices_board")


@lately.kept(*_STANDING)
def _how_many(asked: _Asked) -> int:
    return asked.rows().count()


@lately.kept(
    *_STANDING, "voices_acceptance", "voices_closure", "voices_merge", "voices_answer", "voices_voice", "team_member",
    "products_line", "products_area",
)  # fmt: skip
def _found(asked: _Asked, page: int, size: int) -> list[tuple[Need, "_Beside"]]:
    needs = _placed(list(asked.rows()[(page - 1) * size : page * size]))
    beside = _beside([need.id for need in needs])
    return [(need, beside[need.id]) for need in needs]


def _placed(needs: list[Need]) -> list[Need]:
    """Needs with their line, area and board out of the few there are, instead of three joins."""
    lines = {row.id: row for row in products.lines()} if any(need.line_id for need in needs) else {}
    areas = {row.id: row for row in products.areas()} if any(need.area_id for need in needs) else {}
    boards = {row.id: row for row in known_boards()} if any(need.board_id for need in needs) else {}
    for need in needs:
        need.line = lines[need.line_id] if need.line_id else None
        need.area = areas[need.area_id] if need.area_id else None
        need.board = boards[need.board_id] if need.board_id else None
    return needs


def _stands(slug: str) -> Exists:
    return Exists(NeedStatus.objects.filter(need=OuterRef("id"), ended_at=None, status__slug=slug))


def tab_counts(viewer: Viewer = ANYONE, *, board: str | None = None) -> dict[str, int]:
    """How many needs the views of the board hold for this viewer."""
    return _counts(_keys(viewer), board or "")


@lately.kept("voices_need", "voices_board")
def _counts(boards: tuple[int, ...] | None, board: str) -> dict[str, int]:
    values: dict[str, Any] = {
        "ended": ["duplicate", *ENDED], "promised": list(PROMISED), "few": ranking.NEEDS_A_VOICE, "every": boards is None,
        "boards": list(boards or ()), "board": board,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TABS, values)
        return dict(zip(("wanted", "quiet", "promised"), cursor.fetchone(), strict=True))


_TABS = """
SELECT count(*), count(*) FILTER (WHERE people_count < %(few)s AND stands <> ALL(%(promised)s)),
       count(*) FILTER (WHERE stands = ANY(%(promised)s))
FROM voices_need
WHERE voices_count > 0 AND stands <> ALL(%(ended)s) AND (%(every)s OR board_id IS NULL OR board_id = ANY(%(boards)s))
      AND (%(board)s = '' OR board_id = (SELECT b.id FROM voices_board b WHERE b.slug = %(board)s))
"""


def top_needs(count: int, *, line: Line | None = None, at: datetime | None = None) -> list[Need]:
    """The most wanted open needs that nobody has promised yet: what to accept next."""
    rows = _ordered("wanted").filter(~_promised, board=None)
    rows = rows.filter(line=line) if line else rows
    rows = rows.filter(at__lte=at) if at else rows
    return list(rows.select_related("line", "area")[:count])


def on_roadmap(viewer: Viewer = ANYONE, *, limit: int = 60) -> list[NeedRow]:
    """Needs in a status that the maker shows on the roadmap, the most wanted first."""
    shown = Exists(NeedStatus.objects.filter(need=OuterRef("id"), ended_at=None, status__on_roadmap=True))
    rows = (
        _standing()
        .filter(~_closed, shown)
        .filter(open_boards(viewer))
        .order_by("-score", "-votes_count", "-id")
    )
    return rowed(list(rows.select_related("line", "area", "board")[:limit]), viewer)


def needs_by_ids(need_ids: Collection[int], viewer: Viewer = ANYONE) -> dict[int, NeedRow]:
    rows = Need.objects.filter(open_boards(viewer), id__in=need_ids).select_related("line", "area", "board")
    return {row.need.id: row for row in rowed(list(rows), viewer)}


def rowed(needs: Sequence[Need], viewer: Viewer) -> list[NeedRow]:
    """Complete rows in one query; one more for a fan, who sees the own votes."""
    ids = [need.id for need in needs]
    mine = _my_votes(ids, viewer)
    beside = _beside(ids)
    return [_row(need, beside[need.id], mine=need.id in mine) for need in needs]


@dataclass(frozen=True)
class _Beside:
    """What stands beside a need in other tables: its promise, its end, its status and its first answer."""

    promised_at: datetime | None
    outcome: str
    status_id: int | None
    asked_at: datetime | None
    answered_at: datetime | None
    answered_by: str


_BESIDE = """
SELECT n.id,
       (SELECT a.at FROM voices_acceptance a WHERE a.need_id = n.id AND a.withdrawn_at IS NULL),
       coalesce((SELECT c.outcome FROM voices_closure c WHERE c.need_id = n.id AND c.undone_at IS NULL), ''),
       (SELECT s.status_id FROM voices_needstatus s WHERE s.need_id = n.id AND s.ended_at IS NULL),
       f.asked_at, f.at, coalesce(f.name, '')
FROM unnest(%s::bigint[]) AS n(id) LEFT JOIN LATERAL (
    SELECT v.at AS asked_at, w.at, m.name FROM voices_merge g JOIN voices_answer w ON w.voice_id = g.voice_id
    JOIN voices_voice v ON v.id = g.voice_id JOIN team_member m ON m.id = w.member_id
    WHERE g.need_id = n.id AND g.undone_at IS NULL ORDER BY w.at, w.id LIMIT 1
) f ON true
"""


def _beside(need_ids: Sequence[int]) -> dict[int, _Beside]:
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [list(need_ids)])
        return {need_id: _Beside(*rest) for need_id, *rest in cursor.fetchall()}


def _my_votes(need_ids: Collection[int], viewer: Viewer) -> set[int]:
    if viewer.fan_id is None:
        return set()
    return voted_by(viewer.fan_id, need_ids)


def _row(need: Need, beside: _Beside, *, mine: bool) -> NeedRow:
    asked, answered = beside.asked_at, beside.answered_at
    return NeedRow(
        need, titled(need), read(need.words), read(need.line.name) if need.line else "",
        read(need.area.name) if need.area else "", clock.minutes_taken(asked, answered) if asked and answered else None,
        beside.answered_by, beside.promised_at, beside.outcome, mine, "guessed" if need.guessed else "",
        status_row(known()[beside.status_id]) if beside.status_id else None, read(need.board.name) if need.board else "",
    )  # fmt: skip


def titled(need: Need) -> str:
    return read(need.title) or gettext("Taken back by its author")
