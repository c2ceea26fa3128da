"""Words without a proven person: they wait in the queue until a moderator has read them, or their author is known."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from fanloop.foundation import live
from fanloop.foundation.refs import ref
from fanloop.listening.moderation.actions.gate import Screening, hold, screen, screen_stranger
from fanloop.listening.moderation.actions.hiding import unhide
from fanloop.listening.moderation.actions.rounds import QUEUE
from fanloop.listening.moderation.models import Flag, Review
from fanloop.listening.moderation.queries import hidden
from fanloop.listening.moderation.rules.words import SHOW, UNPROVEN
from fanloop.people.fans.queries import Fan

Row = TypeVar("Row", bound=Model)


@transaction.atomic
def screened_unproven(
    *, text: str, act: str, at: datetime, write: Callable[[], Row], typed_seconds: float | None = None,
    language: str = "", scope: str = "",
) -> Row:  # fmt: skip
    """Gate and write for somebody nobody knows; what is written is out of sight at once and waits.

    Raises Refused for blocked words and for more links than a new person may put, and whatever `write` raises.
    """
    doubts = screen_stranger(text=text, act=act, at=at, typed_seconds=typed_seconds, language=language)
    row = write()
    screening = Screening(held=True, reasons=(UNPROVEN, *doubts.reasons), noted=doubts.noted)
    hold(about=ref(row), screening=screening, scope=scope, at=at)
    return row


@transaction.atomic
def prove(*, about: str, by: Fan, text: str, act: str, at: datetime, language: str = "") -> bool:
    """Its author is known now. Return whether that was all it waited for: then it is shown and leaves the queue.

    The words pass the gate as theirs. Raises Refused where this person may not write now.
    """
    screening = screen(by=by, text=text, act=act, language=language, at=at)
    review = Review.objects.select_for_update().filter(about=about, judged_at=None).first()
    if review is None:
        return not hidden.is_hidden(about)
    Review.objects.filter(id=review.id).update(author=by)
    hiding = hidden.hiding_of(about)
    waits_for_more = (
        screening.held or hiding is None or hiding.by_id is not None or hiding.why != UNPROVEN
        or Flag.objects.filter(review=review, by__isnull=False).exists()
    )  # fmt: skip
    if waits_for_more:
        return False
    unhide(about=about, by=by, why="proven", at=at)
    Review.objects.filter(id=review.id).update(judged_at=at, verdict=SHOW, version=review.version + 1)
    live.announce(QUEUE, str(review.id))
    return True
