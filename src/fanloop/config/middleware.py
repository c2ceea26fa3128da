"""What every request passes: a strict content policy, the viewer, and the door of the first run."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fanloop.foundation import clock, lately
from fanloop.people.levels import actions as levels
from fanloop.people.team import queries as team

Answer = Callable[[HttpRequest], HttpResponse]
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {framed_by}"
)
_OPEN_BEFORE_THE_FIRST_RUN = ("/welcome", "/static/", "/files/", "/healthz", "/i18n/", "/api/")


def security_headers(answer: Answer) -> Answer:
    """A fresh nonce per response; nothing inline runs without it. A page that may stand in frames says so in `framed_by`."""

    def pass_through(request: HttpRequest) -> HttpResponse:
        request.csp_nonce = nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = answer(request)
        framed_by = getattr(response, "framed_by", "'none'")
        response.headers.setdefault(
            "Content-Security-Policy", _POLICY.format(nonce=nonce, framed_by=framed_by)
        )
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return pass_through


def kept_reads(answer: Answer) -> Answer:
    """A page that changes nothing may use what was read for the one before it."""

    def pass_through(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return answer(request)
        with lately.kept_reads():
            return answer(request)

    return pass_through


def who_is_looking(answer: Answer) -> Answer:
    """Hang the frozen viewer on the request; views hand it down to queries."""

    def pass_through(request: HttpRequest) -> HttpResponse:
        user_id = request.user.pk if request.user.is_authenticated else None
        with lately.kept_reads():
            request.viewer = team.viewer_of(user_id)  # type: ignore[attr-defined]
        return answer(request)

    return pass_through


def note_the_visit(answer: Answer) -> Answer:
    """Being here is a deed, once a day; the session remembers, so that other requests of the day ask nothing."""

    def pass_through(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        now = clock.now()
        today = now.date().isoformat()
        if request.user.is_authenticated and request.session.get("here_on") != today:
            request.session["here_on"] = today
            levels.visit(fan_id=request.user.pk, at=now)
        return response

    return pass_through


def first_run(answer: Answer) -> Answer:
    """A maker without a name is asked for one before any page is shown."""

    def pass_through(request: HttpRequest) -> HttpResponse:
        if team.maker() is None and not request.path.startswith(_OPEN_BEFORE_THE_FIRST_RUN):
            return redirect("site:welcome")
        return answer(request)

    return pass_through
