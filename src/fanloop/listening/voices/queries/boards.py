"""Boards, and what a viewer may see of them. What stands on no board is public."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from fanloop.foundation import lately
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.voices.models import Board


@dataclass(frozen=True)
class BoardRow:
    """A board with its name in the reader's language, and for whom it is."""

    board: Board
    name: str
    words: str

    @property
    def is_public(self) -> bool:
        return self.board.audience == "public"


def sees_all(viewer: Viewer) -> bool:
    """Who answers voices works on every board."""
    return viewer.is_system or viewer.may("voices.answer")


def open_boards(viewer: Viewer, board: str = "board") -> Q:
    """The condition that a row, whose board is named by the field `board`, may be seen by this viewer."""
    return on_boards(open_board_ids(viewer), board)


def on_boards(ids: Collection[int] | None, board: str = "board") -> Q:
    """The condition that a row is public or stands on one of these boards; None is every board."""
    if ids is None:
        return Q()
    public = Q(**{f"{board}__isnull": True})
    return public | Q(**{f"{board}__in": ids}) if ids else public


def open_board_ids(viewer: Viewer) -> list[int] | None:
    """Boards this viewer may see things on, closed ones too; None for all of them."""
    if sees_all(viewer):
        return None
    keys = set(viewer.audiences)
    return [row.id for row in known_boards() if row.audience in keys]


def boards(viewer: Viewer = ANYONE) -> list[BoardRow]:
    """Boards this viewer may enter, in the order they were made."""
    sees, keys = sees_all(viewer), set(viewer.audiences)
    return [
        _row(board)
        for board in known_boards()
        if board.closed_at is None and (sees or board.audience in keys)
    ]


@lately.kept("voices_board")
def known_boards() -> list[Board]:
    """Every board there ever was."""
    return list(Board.objects.order_by("id"))


def board(slug: str, viewer: Viewer = ANYONE) -> BoardRow | None:
    return next((row for row in boards(viewer) if row.board.slug == slug), None)


def may_enter(board_id: int | None, viewer: Viewer) -> bool:
    """Whether a viewer may see what stands on a board; the public one, None, is for all."""
    if board_id is None or sees_all(viewer):
        return True
    return Board.objects.filter(id=board_id, audience__in=viewer.audiences).exists()


def audiences(board_ids: set[int]) -> dict[int | None, str]:
    """Board id → the key of who may find what stands on it; None is the public board."""
    found: dict[int | None, str] = {None: "public"}
    return found | (
        dict(Board.objects.filter(id__in=board_ids).values_list("id", "audience")) if board_ids else {}
    )


def _row(found: Board) -> BoardRow:
    return BoardRow(found, read(found.name) or gettext("A board"), read(found.words))
