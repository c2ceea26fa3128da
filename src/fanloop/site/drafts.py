"""Words not said yet, kept for whoever writes them: in the session before the log-in, in the house after it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from fanloop.foundation import clock
from fanloop.listening.community import actions, queries
from fanloop.people.fans.queries import Fan

_PLACE = "drafts"
_UNSAID = "unsaid"
_MOST = 5


def kept(request: HttpRequest, key: str) -> dict[str, Any]:
    """What was written under this key. What somebody wrote before the log-in is theirs from here on."""
    waiting: dict[str, dict[str, str]] = request.session.get(_PLACE, {})
    if not isinstance(request.user, Fan):
        return dict(waiting.get(key, {}))
    if key in waiting:
        actions.keep_draft(fan=request.user, key=key, data=waiting.pop(key), at=clock.now())
        request.session[_PLACE] = waiting
    return queries.draft(request.user.id, key)


def keep(request: HttpRequest, key: str, data: Mapping[str, str]) -> None:
    if isinstance(request.user, Fan):
        actions.keep_draft(fan=request.user, key=key, data=data, at=clock.now())
        return
    words = {name: text[:20_000] for name, text in data.items() if text.strip()}
    waiting = {**request.session.get(_PLACE, {}), key: words}
    request.session[_PLACE] = dict(list(waiting.items())[-_MOST:])


def drop(request: HttpRequest, key: str) -> None:
    """It was said."""
    if isinstance(request.user, Fan):
        actions.drop_draft(fan=request.user, key=key, at=clock.now())


def hand_back(request: HttpRequest, words: str) -> None:
    """These words were refused: the form they came from shows them again, once."""
    request.session[_UNSAID] = {"form": request.path, "words": words[:20_000]}


def handed_back(request: HttpRequest, form: str) -> str:
    """What was refused from the form that is sent to this address, if anything was."""
    if request.session.get(_UNSAID, {}).get("form") != form:
        return ""
    return str(request.session.pop(_UNSAID)["words"])
