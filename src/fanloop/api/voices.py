"""What people say, the needs it becomes, and their votes."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.responses import Status

from fanloop.api.answers import WRITES, Id, PageNumber, Slug, leaf, may_answer
from fanloop.api.callers import ANYBODY, Caller, Token, caller_of
from fanloop.api.problems import not_found, wrong
from fanloop.api.voice_shapes import (
    Ballot,
    Detail,
    Device,
    MeToo,
    MeToos,
    NeedCard,
    NeedPage,
    NeedWhole,
    NewMeToo,
    NewVoice,
    Reason,
    Slugged,
    Station,
    StatusName,
    Step,
    Voice,
)
from fanloop.api.writing import Key, once
from fanloop.foundation import clock
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.listening.moderation.actions import screen, screened
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.queries import Need, NeedRow
from fanloop.listening.voices.rules import kinds
from fanloop.listening.voices.rules.statuses import Kind as StatusKind
from fanloop.things.products import queries as products

router = Router(tags=["voices"], auth=ANYBODY)
Order = Literal["wanted", "moving", "quiet", "new", "promised", "done"]


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
    steps = [
        Step(status=_status(one.status), because=one.because, by=one.by, at=one.at)
        for one in queries.history(row.need.id)
    ]
    reached = [Station(kind=m.kind, at=m.at, ref=m.ref, by=m.by, words=m.words) for m in marks]
    return NeedWhole(**_card(row, caller).model_dump(), stations=reached, history=steps)


@router.get("/statuses", response=may_answer(list[StatusName]), summary="How needs can stand")
def list_statuses(request: HttpRequest, kind: StatusKind | None = None) -> list[StatusName]:  # noqa: ARG001 -- the same for everybody
    """The maker's names for the six kinds, in the maker's order; of one kind if asked."""
    return [_status(row) for row in queries.statuses() if kind in {None, row.kind}]


@router.post(
    "/needs/{slug}/vote", auth=Token("votes:write"), response=may_answer(Ballot, 404, *WRITES), summary="Vote"
)
def vote(
    request: HttpRequest, slug: Slug, reason: Reason | None = None, idempotency_key: Key = None
) -> Status[Any]:
    """Give the need one of the fan's votes, how many hangs on the level. Giving it again changes only the reason."""
    why = reason.why if reason else ""
    return once(
        request, idempotency_key, reason, lambda: (200, _vote(caller_of(request), slug, wanted=True, why=why))
    )


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
def get_voice(request: HttpRequest, voice_id: Id) -> Voice:
    """A voice with its first answer."""
    return _voice(voice_id, caller_of(request).as_fan("voices:write"))


@router.get("/voices/{voice_id}/me-too", response=may_answer(MeToos, 404), summary="Who said the same")
def list_me_toos(request: HttpRequest, voice_id: Id) -> MeToos:
    """The me-toos of a voice, the oldest first."""
    _seen(voice_id, caller_of(request).as_fan("voices:write"))
    return _me_toos(voice_id)


@router.post(
    "/voices/{voice_id}/me-too",
    auth=Token("voices:write"),
    response=may_answer(MeToos, 404, *WRITES),
    summary="Me too",
)
def say_me_too(
    request: HttpRequest, voice_id: Id, me_too: NewMeToo, idempotency_key: Key = None
) -> Status[Any]:
    """Say the same, with own words and device. Saying it again changes what is said anew."""
    return once(request, idempotency_key, me_too, lambda: (200, _back(caller_of(request), voice_id, me_too)))


@router.delete(
    "/voices/{voice_id}/me-too",
    auth=Token("voices:write"),
    response=may_answer(MeToos, 404, *WRITES),
    summary="Take a me-too back",
)
def withdraw_me_too(request: HttpRequest, voice_id: Id, idempotency_key: Key = None) -> Status[Any]:
    """Without one, nothing happens."""
    return once(request, idempotency_key, None, lambda: (200, _unback(caller_of(request), voice_id)))


def _seen(voice_id: int, viewer: Viewer) -> queries.VoiceRow:
    row = queries.voice(voice_id, viewer)
    if row is None:
        raise not_found()
    return row


def _me_toos(voice_id: int) -> MeToos:
    said = queries.backings_of([voice_id])
    items = [MeToo(by=one.by, words=one.words, device=one.device, at=one.at) for one in said]
    return MeToos(voice=f"voices.voice:{voice_id}", items=items)


def _back(caller: Caller, voice_id: int, new: NewMeToo) -> MeToos:
    row, now = _seen(voice_id, caller.as_fan("voices:write")), clock.now()
    if new.words.strip() and screen(by=caller.fan, text=new.words, act="backing", at=now).held:
        raise actions.Refused(_("Please say it in other words, without links or what is watched here."))
    actions.back_voice(voice=row.voice, fan=caller.fan, words=new.words, detail=_detail(new), at=now)
    return _me_toos(voice_id)


def _unback(caller: Caller, voice_id: int) -> MeToos:
    row = _seen(voice_id, caller.as_fan("voices:write"))
    actions.withdraw_backing(voice=row.voice, fan=caller.fan, at=clock.now())
    return _me_toos(voice_id)


def _detail(said: Device | None) -> kinds.Detail:
    if said is None:
        return kinds.Detail()
    line = _line(said.line, "/detail/line") if said.line else None
    more = said if isinstance(said, Detail) else Detail(line=None)
    return kinds.Detail(
        line.id if line else None, said.variant, said.build, more.steps, more.expected, more.got
    )


def _status(row: queries.StatusRow) -> StatusName:
    return StatusName(slug=row.slug, kind=row.kind, name=row.name)


def _line(slug: str, where: str = "/line") -> products.Line:
    found = products.line(slug)
    if found is None:
        raise wrong(where, _("There is no such product line."))
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
        status=_status(row.status) if row.status else None,
        voted=row.has_my_vote if caller.may("votes:write") else None,
    )


def _vote(caller: Caller, slug: str, *, wanted: bool, why: str = "") -> Ballot:
    row = queries.need(slug, caller.as_fan("votes:write"))
    if row is None:
        raise not_found()
    need: Need = row.need
    if wanted:
        actions.vote(need=need, fan=caller.fan, why=why, at=clock.now())
    else:
        actions.withdraw_vote(need=need, fan=caller.fan, at=clock.now())
    left = queries.votes_left(caller.fan.id)
    return Ballot(need=need.slug, voted=wanted, votes=need.votes_count, votes_left=left)


def _raise(caller: Caller, new: NewVoice) -> Voice:
    if new.area and not new.line:
        raise wrong("/area", _("An area needs its line."))
    line = _line(new.line) if new.line else None
    area = _area(line, new.area) if line and new.area else None
    now = clock.now()
    voice, _screening = screened(
        by=caller.fan, text=f"{new.title}\n{new.words}", act="voice", language=new.language, at=now,
        write=lambda: actions.raise_voice(
            kind=new.kind, title=new.title, words=new.words, fan=caller.fan, line=line, area=area,
            language=new.language, source="api", detail=_detail(new.detail), at=now,
        ),
    )  # fmt: skip
    return _voice(voice.id, SYSTEM)


def _voice(voice_id: int, viewer: Viewer) -> Voice:
    row = _seen(voice_id, viewer)
    return Voice(
        ref=f"voices.voice:{voice_id}",
        href=reverse("api:get_voice", args=[voice_id]),
        kind=row.voice.kind,
        title=row.title,
        words=row.voice.words,
        by=row.by,
        at=row.voice.at,
        backings=row.backings,
        detail=_told(queries.detail_of(voice_id)),
        answer=row.answer.words if row.answer else None,
        answered_after_minutes=row.minutes,
        need=row.need_slug or None,
    )


def _told(row: queries.VoiceDetail | None) -> Detail | None:
    if row is None:
        return None
    line = row.line.slug if row.line else None
    return Detail(
        line=line, variant=row.variant, build=row.build, steps=row.steps, expected=row.expected, got=row.got
    )
