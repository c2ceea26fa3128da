"""What the source of a change tells of it: its commit, further promises it keeps, its words in another language. And
work of fans that is merged boards by itself.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fanloop.foundation import live, trail
from fanloop.foundation.refs import ref
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.trains import LIVE, board, lock
from fanloop.releasing.releases.models import Boarding, Change, Train
from fanloop.releasing.releases.rules.stations import BOARDING


@transaction.atomic
def name_commit(*, change: Change, sha: str, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Keep which commit made the change, where none is named yet."""
    Change.objects.filter(id=change.id, commit="").update(commit=sha[:40])


@transaction.atomic
def keep_promises(*, change: Change, acceptances: Sequence[str], at: datetime) -> None:
    """The change keeps these promises too; saying it again changes nothing."""
    trail.because(ref(change), dict.fromkeys(acceptances), at=at)
    live.announce(LIVE)


@transaction.atomic
def arose_from(*, change: Change, contribution: str, at: datetime) -> None:
    """The change exists because a fan handed this in."""
    trail.because(ref(change), {contribution: None}, at=at)


@transaction.atomic
def translate_change(
    *, change: Change, language: str, title: str, words: str = "",
    at: datetime,  # noqa: ARG001 -- every action says when
) -> dict[str, str]:  # fmt: skip
    """Say a change in one more language; return what stood there before, empty where nothing did."""
    row = Change.objects.select_for_update().get(id=change.id)
    before = {"title": row.title.get(language, ""), "words": row.words.get(language, "")}
    row.title = {**row.title, language: title}
    if words:
        row.words = {**row.words, language: words}
    row.save(update_fields=["title", "words"])
    live.announce(LIVE)
    return before


@transaction.atomic
def board_next(*, change: Change, why: str, at: datetime) -> Boarding | None:
    """Give a change a place on its line's next train whose doors are open; None where every train is shut, stopped or
    out of turn. Doors that close at the same moment are seen in the lock.
    """
    for row in queries.coming_trains(change.line_id, limit=12):
        if _is_open(row.train):
            lock(row.train)
            if _is_open(row.train):
                return board(change=change, train=row.train, why=why, at=at)
    return None


def _is_open(train: Train) -> bool:
    is_boarding = queries.station_of(train.id) == BOARDING
    return is_boarding and not queries.hold_of(train.id) and not queries.hotfix(train.id)
