"""What a fan follows, and the signs given to what people say."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.responses import Status

from fanloop.api.answers import WRITES, may_answer
from fanloop.api.callers import ANYBODY, Caller, Token, caller_of
from fanloop.api.problems import not_found
from fanloop.api.trail import Ref
from fanloop.api.writing import Key, once
from fanloop.foundation import clock, trail
from fanloop.listening.attention import actions, queries
from fanloop.listening.moderation import ports as moderation

router = Router(tags=["attention"], auth=ANYBODY)
SCOPE = "attention:write"
Sign = Literal["heart", "same", "laugh", "wow", "thanks"]
SignInPath = Annotated[Sign, Path(description="One of the few signs there are.")]


class Followed(Schema):
    """How the caller stands to a thing."""

    about: str
    following: bool


class Tally(Schema):
    """How many people gave a sign; `mine` if the caller is one of them."""

    sign: Sign
    count: int
    mine: bool


class Reactions(Schema):
    """The signs given to a thing, none left out that somebody gave."""

    about: str
    items: list[Tally]


@router.post(
    "/follows/{ref}", auth=Token(SCOPE), response=may_answer(Followed, 404, *WRITES), summary="Follow"
)
def follow(request: HttpRequest, ref: Ref, idempotency_key: Key = None) -> Status[Any]:
    """Hear of a topic, a need, a voice or whatever else can be seen. Following again changes nothing."""
    return once(request, idempotency_key, None, lambda: (200, _turn(caller_of(request), ref, wanted=True)))


@router.delete(
    "/follows/{ref}", auth=Token(SCOPE), response=may_answer(Followed, 404, *WRITES), summary="Follow no more"
)  # fmt: skip
def unfollow(request: HttpRequest, ref: Ref, idempotency_key: Key = None) -> Status[Any]:
    """Also ends a mute. What is not followed stays so."""
    return once(request, idempotency_key, None, lambda: (200, _turn(caller_of(request), ref, wanted=False)))


@router.get("/reactions/{ref}", response=may_answer(Reactions, 404), summary="Signs given to something")
def list_reactions(request: HttpRequest, ref: Ref) -> Reactions:
    """The signs in the order of the bar under the words."""
    caller = caller_of(request)
    _seen(caller, ref)
    return _reactions(caller, ref)


@router.post(
    "/reactions/{ref}/{sign}", auth=Token(SCOPE), response=may_answer(Reactions, 404, *WRITES), summary="Give a sign"
)  # fmt: skip
def react(request: HttpRequest, ref: Ref, sign: SignInPath, idempotency_key: Key = None) -> Status[Any]:
    """To somebody else's words. Giving it again changes nothing."""
    return once(request, idempotency_key, None, lambda: (200, _react(caller_of(request), ref, sign)))


@router.delete(
    "/reactions/{ref}/{sign}", auth=Token(SCOPE), response=may_answer(Reactions, 404, *WRITES), summary="Take it back"
)  # fmt: skip
def unreact(request: HttpRequest, ref: Ref, sign: SignInPath, idempotency_key: Key = None) -> Status[Any]:
    """Without one, nothing happens."""
    return once(request, idempotency_key, None, lambda: (200, _unreact(caller_of(request), ref, sign)))


def _seen(caller: Caller, about: str) -> None:
    """It is there, and this fan may see it as a fan."""
    if about not in trail.describe([about], viewer=caller.as_fan(SCOPE)):
        raise not_found()


def _turn(caller: Caller, about: str, *, wanted: bool) -> Followed:
    _seen(caller, about)
    if wanted:
        actions.follow(fan=caller.fan, about=about, asked=True, at=clock.now())
    else:
        actions.unfollow(fan=caller.fan, about=about, at=clock.now())
    return Followed(about=about, following=wanted)


def _react(caller: Caller, about: str, sign: str) -> Reactions:
    _seen(caller, about)
    behind = moderation.subjects([about]).get(about)
    if behind is None:
        raise not_found()
    actions.react(fan=caller.fan, about=about, sign=sign, author_id=behind.author_id, at=clock.now())
    return _reactions(caller, about)


def _unreact(caller: Caller, about: str, sign: str) -> Reactions:
    _seen(caller, about)
    actions.unreact(fan=caller.fan, about=about, sign=sign, at=clock.now())
    return _reactions(caller, about)


def _reactions(caller: Caller, about: str) -> Reactions:
    given = queries.reactions([about], caller.as_fan(SCOPE)).get(about, [])
    items = [Tally(sign=one.sign, count=one.count, mine=one.is_mine) for one in given]  # type: ignore[arg-type]
    return Reactions(about=about, items=items)
