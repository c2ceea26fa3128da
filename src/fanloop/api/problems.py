"""Every error a machine gets, as problem details (RFC 9457). A kind, once published, keeps its name."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from fanloop.foundation.idempotency import OtherQuestion

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its HTTP status and what it is called in the reader's language."""

    status: int
    title: str | Promise


KINDS: dict[str, Kind] = {
    "unreadable": Kind(400, gettext_lazy("The body is not JSON")),
    "token-needed": Kind(401, gettext_lazy("This needs a token")),
    "token-unknown": Kind(401, gettext_lazy("The token opens nothing")),
    "scope-missing": Kind(403, gettext_lazy("The token lacks a scope")),
    "not-found": Kind(404, gettext_lazy("There is nothing here")),
    "method-not-allowed": Kind(405, gettext_lazy("This cannot be done here")),
    "refused": Kind(409, gettext_lazy("A rule says no")),
    "key-reused": Kind(409, gettext_lazy("The idempotency key was used for something else")),
    "invalid": Kind(422, gettext_lazy("The request does not fit")),
    "too-many": Kind(429, gettext_lazy("Too many requests")),
    "broken": Kind(500, gettext_lazy("Something of ours broke")),
}


class Fault(Schema):
    """One thing wrong with a request: where, as a JSON pointer into `source`, and what."""

    source: Literal["body", "query", "path", "header"]
    pointer: str
    detail: str


class Problem(Schema):
    """Problem details after RFC 9457. `type` names the kind and leads to its description."""

    type: str = Field(examples=["/api/#not-found"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[Fault] = []


@dataclass
class ProblemError(Exception):
    """Raised anywhere in this face; the machine gets it as problem details."""

    kind: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, str]] = ()


def wrong(pointer: str, detail: str) -> ProblemError:
    """A body whose shape fits, but which names something that is not there now."""
    fault = {"source": "body", "pointer": pointer, "detail": str(detail)}
    return ProblemError("refused", str(detail), errors=[fault])


def not_found() -> ProblemError:
    return ProblemError("not-found", _("It does not exist, or it is not yours to see."))


def answer(kind: str, detail: str = "", **more: Any) -> HttpResponse:
    """Problem details of this kind as a response; `more` are members beyond RFC 9457's own."""
    known = KINDS[kind]
    body = {
        "type": f"{reverse('api:api-root')}#{kind}",
        "title": str(known.title),
        "status": known.status,
        "detail": str(detail) or str(known.title),
        **more,
    }
    return JsonResponse(body, status=known.status, content_type=MEDIA_TYPE)


def faults(error: ValidationError) -> list[dict[str, str]]:
    """The faults of a refused request. What was sent is not repeated: it may be a secret."""
    return [_fault(one) for one in error.errors]


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    source, *way = error["loc"]
    source = "body" if source == "file" else source
    if source == "body":
        way = way[1:]  # the name of our function's parameter says nothing to a machine
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in way)
    return {"source": source, "pointer": pointer, "detail": error["msg"]}


def _trouble(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    more = {"errors": list(error.errors)} if error.errors else {}
    response = answer(error.kind, error.detail, **more)
    for name, value in error.headers.items():
        response[name] = value
    return response


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer("invalid", _("See the errors, one by one."), errors=faults(error))


def _unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    log.info("api: %s", error)
    return answer("unreadable", _("Send one JSON object, in UTF-8."))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api: %s %s broke", request.method, request.path, exc_info=error)
    return answer("broken", _("It was written down and somebody will look. Nothing was changed."))


def install(api: NinjaAPI, *, refusals: tuple[type[Exception], ...]) -> None:
    """Answer every error of `api` with problem details; `refusals` are the nouns' own ways to say no."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ProblemError: _trouble,
        ValidationError: _invalid,
        HttpError: _unreadable,
        OtherQuestion: lambda _request, error: answer("key-reused", str(error)),
        Http404: lambda _request, _error: _trouble(_request, not_found()),
        Exception: _broken,
        **dict.fromkeys(refusals, lambda _request, error: answer("refused", str(error))),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
