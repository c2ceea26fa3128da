"""Boards for some people only: opening, changing, closing them, and moving needs between them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fanloop.foundation.search import index as search
from fanloop.foundation.text.translated import words as content
from fanloop.listening.voices.actions.gathering import entries
from fanloop.listening.voices.actions.saying import entry
from fanloop.listening.voices.models import Board, Joining, Merge, Need, Voice
from fanloop.listening.voices.queries.family import family_ids
from fanloop.listening.voices.rules import audience as audiences
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.team.queries import Member

Said = str | Mapping[str, str]


@transaction.atomic
def open_board(
    *, name: Said, audience: str, by: Member | None, at: datetime, words: Said = "", slug: str = ""
) -> Board:
    """A board for an audience: `public`, `staff`, `group:<key>` or `level:<n>`. Raises Refused for another."""
    said = _named(name, audience)
    slug = slug or slugify(said.get("en") or next(iter(said.values())))[:50] or "board"
    if Board.objects.filter(slug=slug).exists():
        raise Refused(_("A board of this name is there already."))
    return Board.objects.create(
        slug=slug,
        name=said,
        words=content(words, language="en") if words else {},
        audience=audience,
        by=by,
        at=at,
    )


def _named(name: Said, audience: str) -> dict[str, str]:
    said = content(name, language="en")
    if not any(said.values()):
        raise Refused(_("Give it a name."))
    if not audiences.is_audience(audience):
        raise Refused(_("Say for whom the board is: everybody, a group, a level or the team."))
    return said


@transaction.atomic
def change_board(*, board: Board, name: Said, audience: str, words: Said = "", at: datetime) -> Board:  # noqa: ARG001
    """Another name or audience; what stands on it is found by the new audience at once."""
    said = _named(name, audience)
    Board.objects.filter(id=board.id).update(
        name=said, words=content(words, language="en") if words else {}, audience=audience
    )
    board.refresh_from_db()
    _refind(Need.objects.filter(board=board), Voice.objects.filter(board=board))
    return board


@transaction.atomic
def close_board(*, board: Board, at: datetime) -> None:
    """It takes nothing new; what stands on it stays, for the same people. Closing it again opens it."""
    Board.objects.filter(id=board.id).update(closed_at=None if board.closed_at else at)


@transaction.atomic
def move_need(*, need: Need, board: Board | None, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """A need goes to another board with all that counts in it; None is the public one. Raises Refused for a joined need."""
    if Joining.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This need is counted in another; move that one."))
    ids = family_ids([need.id])
    said = Merge.objects.filter(need__in=ids, undone_at=None).values_list("voice_id", flat=True)
    Voice.objects.filter(id__in=list(said)).update(board=board)
    Need.objects.filter(id__in=ids).update(board=board)
    _refind(Need.objects.filter(id__in=ids), Voice.objects.filter(id__in=list(said)))


def _refind(needs: "models.QuerySet[Need]", voices: "models.QuerySet[Voice]") -> None:
    search.index(entries(list(needs)))
    search.index(entry(voice) for voice in voices.select_related("board") if voice.words or voice.title)
