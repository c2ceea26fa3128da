"""What people say, the needs it becomes, and their votes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from fanloop.api.answers import NO_NUL, WRITES, Id, Leaf, PageNumber, Slug, leaf, may_answer
from fanloop.api.callers import ANYBODY, Caller, Token, caller_of
from fanloop.api.problems import not_found, wrong
from fanloop.api.writing import Key, once
from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.queries import Need, NeedRow
from fanloop.things.products import queries as products

router = Router(tags=["voices"], auth=ANYBODY)
Order = Literal["wanted", "moving", "quiet", "new", "promised", "done"]
Slugged = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]


class NeedCard(Schema):
    """What many voices mean. `voted` is null unless the token may vote."""

    ref: str = Field(examples=["voices.need:17"])
    slug: str
    title: str
    words: str
    line: str
    area: str
    people: int = Field(description="Distinct people behind it, by voice, backing or vote.")
    votes: int
    voices: int
    score: float
    at: datetime
    answered_after_minutes: int | None
    promised_at: datetime | None
    outcome: str = Field(description="Empty while it is open, else shipped or declined.")
    mark: str = Field(description="guessed, where a rule and no person made it.")
    voted: bool | None


class NeedPage(Leaf):
    items: list[NeedCard]


class Station(Schema):
    """One station a need has reached: voiced, answered, promised, shipped or declined."""

    kind: str
    at: datetime
    ref: str
    by: str
    words: str


class NeedWhole(NeedCard):
    stations: list[Station]


class Ballot(Schema):
    """Where a need and the fan's votes stand after voting."""

    need: str
    voted: bool
    votes: int
    votes_left: int


class NewVoice(Schema):
    """An idea, a bug, a question or praise. Without a title the first sentence becomes it."""

    kind: Literal["idea", "bug", "question", "praise"]
    words: Annotated[str, Field(min_length=1, max_length=10_000, pattern=NO_NUL)]
    title: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")] = "en"
    line: Slugged | None = Field(None, description="Slug of a product line.")
    area: Slugged | None = Field(None, description="Slug of an area of that line.")


class Voice(Schema):
    """One voice as it is read. `need` is the slug of the need it counts in, null until somebody gathers it."""

    ref: str
    href: str
    kind: str
    title: str
    words: str
    by: str
    at: datetime
    backings: int
    answer: str | None
    answered_after_minutes: int | None
    need: str | None


@router.get("/needs", response=may_answer(NeedPage, 404), summary="The needs board")
def list_needs(
    request: HttpRequest,
    page: PageNumber = 1,
    order: Order = "wanted",
    line: Annotated[Slugged | None, Query(description="Slug of a product line.")] = None,
) -> dict[str, Any]:
    """Needs in the order people come for: most wanted, moving now, too few yet, newest, promised, ended."""
    caller = caller_of(request)
    among = products.line(line) if line else None
    if line and among is None:
        raise not_found()
    viewer = caller.as_fan("votes:write")
    found = queries.needs_board(viewer, page=page, order=order, line_id=among.id if among else None)
    return leaf(request, found, [_card(row, caller) for row in found])


@router.get("/needs/{slug}", response=may_answer(NeedWhole, 404), summary="One need")
def get_need(request: HttpRequest, slug: Slug) -> NeedWhole:
    """A need with the stations it has reached."""
    caller = caller_of(request)
    row = queries.need(slug, caller.as_fan("votes:write"))
    if row is None:
        raise not_found()
    marks = queries.stations(row.need.id)
    reached = [Station(kind=m.kind, at=m.at, ref=m.ref, by=m.by, words=m.words) for m in marks]
    return NeedWhole(**_card(row, caller).model_dump(), stations=reached)


@router.post(
    "/needs/{slug}/vote", auth=Token("votes:write"), response=may_answer(Ballot, 404, *WRITES), summary="Vote"
)
def vote(request: HttpRequest, slug: Slug, idempotency_key: Key = None) -> Status[Any]:
    """Give the need one of the fan's ten votes. Giving it again changes nothing."""
    return once(request, idempotency_key, None, lambda: (200, _vote(caller_of(request), slug, wanted=True)))


@router.delete(
    "/needs/{slug}/vote",
    auth=Token("votes:write"),
    response=may_answer(Ballot, 404, *WRITES),
    summary="Take a vote back",
)
def withdraw_vote(request: HttpRequest, slug: Slug, idempotency_key: Key = None) -> Status[Any]:
    """The vote can be given to another need. Without one, nothing happens."""
    return once(request, idempotency_key, None, lambda: (200, _vote(caller_of(request), slug, wanted=False)))


@router.post(
    "/voices",
    auth=Token("voices:write"),
    response=may_answer(Voice, *WRITES, status=201),
    summary="Raise a voice",
)
def raise_voice(
    request: HttpRequest, response: HttpResponse, voice: NewVoice, idempotency_key: Key = None
) -> Status[Any]:
    """Say something to the maker in the fan's name; a person answers, mostly within fifteen minutes."""
    told = once(request, idempotency_key, voice, lambda: (201, _raise(caller_of(request), voice)))
    response["Location"] = told.value["href"]
    return told


@router.get("/voices/{voice_id}", response=may_answer(Voice, 404), summary="One voice")
def get_voice(request: HttpRequest, voice_id: Id) -> Voice:  # noqa: ARG001 -- a voice reads the same for everybody
    """A voice with its first answer."""
    return _voice(voice_id)


def _line(slug: str) -> products.Line:
    found = products.line(slug)
    if found is None:
        raise wrong("/line", _("There is no such product line."))
    return found


def _area(line: products.Line, slug: str) -> products.Area:
    for area in products.areas(line.id):
        if area.slug == slug:
            return area
    raise wrong("/area", _("This line has no such area."))


def _card(row: NeedRow, caller: Caller) -> NeedCard:
    return NeedCard(
        ref=f"voices.need:{row.need.id}",
        slug=row.need.slug,
        title=row.title,
        words=row.words,
        line=row.line,
        area=row.area,
        people=row.people,
        votes=row.votes,
        voices=row.need.voices_count,
        score=row.need.score,
        at=row.need.at,
        answered_after_minutes=row.minutes,
        promised_at=row.promised_at,
        outcome=row.outcome,
        mark=row.mark,
        voted=row.has_my_vote if caller.may("votes:write") else None,
    )


def _vote(caller: Caller, slug: str, *, wanted: bool) -> Ballot:
    row = queries.need(slug)
    if row is None:
        raise not_found()
    need: Need = row.need
    act = actions.vote if wanted else actions.withdraw_vote
    act(need=need, fan=caller.fan, at=clock.now())
    left = queries.votes_left(caller.fan.id)
    return Ballot(need=need.slug, voted=wanted, votes=need.votes_count, votes_left=left)


def _raise(caller: Caller, new: NewVoice) -> Voice:
    if new.area and not new.line:
        raise wrong("/area", _("An area needs its line."))
    line = _line(new.line) if new.line else None
    area = _area(line, new.area) if line and new.area else None
    voice = actions.raise_voice(
        kind=new.kind,
        title=new.title,
        words=new.words,
        fan=caller.fan,
        line=line,
        area=area,
        language=new.language,
        source="api",
        at=clock.now(),
    )
    return _voice(voice.id)


def _voice(voice_id: int) -> Voice:
    row = queries.voice(voice_id, ANYONE)
    if row is None:
        raise not_found()
    return Voice(
        ref=f"voices.voice:{voice_id}",
        href=reverse("api:get_voice", args=[voice_id]),
        kind=row.voice.kind,
        title=row.title,
        words=row.voice.words,
        by=row.by,
        at=row.voice.at,
        backings=row.backings,
        answer=row.answer.words if row.answer else None,
        answered_after_minutes=row.minutes,
        need=row.need_slug or None,
    )
