"""Fridays: trains, what is aboard, and who is thanked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from fanloop.api.answers import Id, Leaf, PageNumber, leaf, may_answer
from fanloop.api.callers import ANYBODY
from fanloop.api.problems import not_found
from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import MADE, Held, TrainRow
from fanloop.releasing.releases.queries.notes import credit_names
from fanloop.releasing.releases.rules.notes import fans_in, named

router = Router(tags=["releases"], auth=ANYBODY)
SIZE = 30
LineId = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="One product line alone.")]


class TrainCard(Schema):
    """A release. `left_at` is null until it leaves."""

    ref: str
    id: int
    line: str
    number: str
    leaves_at: datetime
    left_at: datetime | None
    changes: int


class TrainPage(Leaf):
    items: list[TrainCard]


class Change(Schema):
    """One thing that is different afterwards."""

    ref: str
    kind: str = Field(description="new, improved or fixed.")
    title: str
    words: str
    made_by: str = Field(
        description="Engineers and fans who made it and let themselves be named, with commas."
    )
    asked: list[str] = Field(description="Handles of the first who wanted it and let themselves be named.")
    asked_by: int = Field(description="How many wanted it, named or not.")
    mark: str


class TrainWhole(TrainCard):
    station: str = Field(description="boarding, frozen, built, beta, departed, reported or closed.")
    stopped: str = Field(description="Why the train is stopped, empty while it runs.")
    withdrawn: str = Field(description="Why the train was taken off or called back, empty while it was not.")
    notes: str = Field(
        description="Markdown with the names of the day, empty until the train has left. Who asked not to be named is “a fan”."
    )
    aboard: list[Change]


class _Trains(Sequence[TrainRow]):
    """All trains as a sequence of which the database gives one slice."""

    def __init__(self, line_id: int | None) -> None:
        self.line_id = line_id

    def __len__(self) -> int:
        return queries.count_trains(self.line_id, is_gone=None)

    def __getitem__(self, part: Any) -> Any:
        return queries.trains_of(self.line_id, offset=part.start, limit=part.stop - part.start)


@router.get("/trains", response=may_answer(TrainPage), summary="Trains")
def list_trains(request: HttpRequest, page: PageNumber = 1, line: LineId = None) -> dict[str, Any]:
    """Trains, the latest departure first; those yet to leave are among them."""
    found = Paginator(_Trains(line), SIZE).get_page(page)
    return leaf(request, found, [_card(row) for row in found])


@router.get("/trains/{train_id}", response=may_answer(TrainWhole, 404), summary="One train")
def get_train(request: HttpRequest, train_id: Id) -> TrainWhole:  # noqa: ARG001 -- the same for everybody
    """A train with its notes and everything aboard."""
    train = queries.train_by_id(train_id)
    row = queries.train(train.number, line_id=train.line_id) if train else None
    if row is None:
        raise not_found()
    note = queries.note(train_id, language=get_language() or "en")
    aboard = queries.changes_of(train_id, brief=True)
    names = _named(aboard)
    drawn = [_change(held, names) for held in aboard]
    state = queries.state(row.train, clock.now())
    return TrainWhole(
        **_card(row).model_dump(),
        station=state.station,
        stopped=state.hold.why if state.hold else "",
        withdrawn=state.withdrawal.why if state.withdrawal else "",
        notes=named(note.body, credit_names(fans_in(note.body))) if note else "",
        aboard=drawn,
    )


def _card(row: TrainRow) -> TrainCard:
    return TrainCard(
        ref=f"releases.train:{row.train.id}",
        id=row.train.id,
        line=read(row.train.line.name),
        number=row.train.number,
        leaves_at=row.train.leaves_at,
        left_at=row.left_at,
        changes=row.aboard,
    )


def _named(aboard: Sequence[Held]) -> dict[int, str]:
    """Fan id → name of everybody beside these changes who may be named, engineers by the name of their work."""
    ids = {fan_id for held in aboard for fan_id in (*held.asked, *held.credits.get(MADE, []))}
    makers = {held.change.maker.fan_id: held.change.maker.name for held in aboard if held.change.maker}
    quiet = fans.unnamed(ids | makers.keys())
    return {key: name for key, name in (fans.names(ids) | makers).items() if key not in quiet}


def _change(held: Held, names: dict[int, str]) -> Change:
    change = held.change
    made = [change.maker.fan_id] if change.maker else []
    makers = [names[one] for one in dict.fromkeys([*made, *held.credits.get(MADE, [])]) if one in names]
    return Change(
        ref=f"releases.change:{change.id}",
        kind=change.kind,
        title=read(change.title),
        words=read(change.words),
        made_by=", ".join(
            [*([change.maker_name] if change.maker_name and not change.maker else []), *makers]
        ),
        asked=[names[fan_id] for fan_id in held.asked if fan_id in names],
        asked_by=held.asked_by,
        mark="guessed" if change.guessed else "",
    )
