"""Comments on anything: a topic of the community that names it. The first word opens it, every next one is a reply.

A page that may be talked about registers its kind with `commentable` and shows `site/community/comments.html` with
`comments_on(ref, viewer)`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import actions
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import Said, Space, Topic
from fanloop.listening.moderation.actions import Screening, screened
from fanloop.people.fans.queries import Fan
from fanloop.site import drafts
from fanloop.site.asking import REFUSALS, fan_of, members_only, tell
from fanloop.site.screening import tell_if_held, typed_seconds
from fanloop.site.terms import NotAgreed, agree


@dataclass(frozen=True)
class Subject:
    """What is talked about: its title, its page, the line whose space it belongs to, and whether everybody may see it."""

    title: str
    href: str
    line_id: int | None = None
    is_open: bool = True


@dataclass(frozen=True)
class Comments:
    """What a page shows: the topic if somebody began one, and the newest of it. `is_open`: whether one can say more."""

    about: str
    topic: Topic | None = None
    newest: Sequence[Said] = ()
    is_open: bool = False


Find = Callable[[int, Viewer], Subject | None]
_kinds: dict[str, Find] = {}


def commentable(kind: str) -> Callable[[Find], Find]:
    """Register what stands behind a kind; nothing for what this viewer may not see."""

    def register(find: Find) -> Find:
        _kinds[kind] = find
        return find

    return register


def subject_of(about: str, viewer: Viewer) -> Subject | None:
    try:
        kind, number = parse(about)
    except BadRef:
        return None
    return _kinds[kind](number, viewer) if kind in _kinds else None


def comments_on(about: str, subject: Subject, viewer: Viewer) -> Comments:
    """What stands on a private board is not talked about in open spaces."""
    if not subject.is_open:
        return Comments(about)
    topic = community.topic_about(about, viewer)
    newest = community.newest(topic, viewer) if topic else []
    return Comments(about, topic, newest, is_open=topic is not None or _space(subject) is not None)


@require_POST
@members_only
def comment(request: HttpRequest, about: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = subject_of(about, viewer)
    if subject is None:
        raise Http404(_("There is nothing here to talk about."))
    try:
        agree(request)
        screening = _said(request, about, subject, viewer)
        tell_if_held(request, screening)
    except (*REFUSALS, NotAgreed) as problem:
        drafts.hand_back(request, request.POST.get("body", ""))
        tell(request, problem)
    return redirect(f"{subject.href}#talk")


@dataclass(frozen=True)
class _Words:
    """What somebody says, and how long the form was open for it."""

    fan: Fan
    body: str
    typed: float | None
    at: datetime


def _said(request: HttpRequest, about: str, subject: Subject, viewer: Viewer) -> Screening:
    words = _Words(fan_of(request), request.POST.get("body", ""), typed_seconds(request), clock.now())
    talk = comments_on(about, subject, viewer)
    if talk.topic:
        return _replied(talk.topic, words)
    space = _space(subject)
    if not talk.is_open or space is None:
        raise actions.Refused(_("There is no open place to talk about this yet."))
    return _begun(space, about, subject.title, words)


def _replied(topic: Topic, words: _Words) -> Screening:
    _row, screening = screened(
        by=words.fan, text=words.body, act="reply", scope=f"{community.SPACE}:{topic.space_id}",
        typed_seconds=words.typed, at=words.at,
        write=lambda: actions.reply(topic=topic, author=words.fan, body=words.body, at=words.at),
    )  # fmt: skip
    return screening


def _begun(space: Space, about: str, title: str, words: _Words) -> Screening:
    language = get_language() or "en"
    _row, screening = screened(
        by=words.fan, text=words.body, act="topic", scope=f"{community.SPACE}:{space.id}", language=language,
        typed_seconds=words.typed, at=words.at,
        write=lambda: actions.start_topic(
            space=space, author=words.fan, title=title, body=words.body, language=language, about=about, at=words.at,
        ),
    )  # fmt: skip
    return screening


def _space(subject: Subject) -> Space | None:
    """The space of its line, else the first one."""
    spaces = [one.space for one in community.spaces()]
    own = [space for space in spaces if space.line_id and space.line_id == subject.line_id]
    return next(iter([*own, *spaces]), None)


urlpatterns = [path("talk/about/<str:about>", comment, name="comment")]
