"""Why a thing exists, and what came of it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from fanloop.api.answers import may_answer
from fanloop.api.callers import ANYBODY, caller_of
from fanloop.api.problems import not_found
from fanloop.foundation import trail
from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import SYSTEM, Viewer

router = Router(tags=["trail"], auth=ANYBODY)
NAMED = 200
Ref = Annotated[
    str, Path(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,40}:[1-9][0-9]{0,17}$", examples=["voices.need:17"])
]


class Card(Schema):
    """What the caller may read about one thing. `mark` says replay, staged, assumed or guessed."""

    ref: str
    title: str
    detail: str
    at: datetime | None
    mark: str


class Group(Schema):
    """Things of one kind: `count` in all, `hidden` of them not the caller's to see, the first 200 others named."""

    kind: str
    label: str
    steps: int = Field(description="How many arrows away the farthest is.")
    count: int
    hidden: int
    cards: list[Card]


class Trail(Schema):
    """Causes and effects of `ref`, nearest first. `card` is null where the thing itself is hidden."""

    ref: str
    kind: str
    card: Card | None
    causes: list[Group]
    effects: list[Group]


@router.get("/trail/{ref}", response=may_answer(Trail, 404), summary="Why it exists, and what came of it")
def get_trail(request: HttpRequest, ref: Ref) -> Trail:
    """The walk both ways, grouped by kind. With the scope `trail:read` it shows what the token's owner may see."""
    viewer = caller_of(request).viewer("trail:read")
    if ref not in trail.describe([ref], viewer=SYSTEM):
        raise not_found()
    card = trail.describe([ref], viewer=viewer).get(ref)
    return Trail(
        ref=ref,
        kind=parse(ref).kind,
        card=_card(card) if card else None,
        causes=_groups(trail.causes_of(ref), viewer),
        effects=_groups(trail.effects_of(ref), viewer),
    )


def _groups(walk: trail.Walk, viewer: Viewer) -> list[Group]:
    others = replace(walk, nodes=[node for node in walk.nodes if node.ref != walk.start])
    return [_group(group) for group in trail.grouped(others, viewer=viewer)]


def _group(group: trail.Group) -> Group:
    cards = [_card(card) for card in group.cards[:NAMED]]
    return Group(
        kind=group.kind,
        label=group.label,
        steps=group.depth,
        count=group.count,
        hidden=group.hidden,
        cards=cards,
    )


def _card(card: trail.Card) -> Card:
    return Card(ref=card.ref, title=card.title, detail=card.detail, at=card.at, mark=card.mark)
