"""The door for letters, and the desk's page of what came in."""

import hmac
import json
from base64 import b64decode
from binascii import Error as Base64Error

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import record
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.plugins.mailbox import actions, queries

_FIELDS = ("RawEmail", "body-mime", "email", "raw", "message")


@csrf_exempt
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """A raw message from a mail server or a provider: as the body, or in the field the large providers use.

    The sender shows `FANLOOP_MAIL_SECRET` as a bearer token or as the password of basic authentication.
    """
    if not settings.MAIL_IN_SECRET:
        raise Http404
    if not hmac.compare_digest(_shown(request).encode(), settings.MAIL_IN_SECRET.encode()):
        answer = JsonResponse({"error": "the secret is missing or wrong"}, status=401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="letters"'
        return answer
    raw = _raw(request)
    if not raw.strip():
        return JsonResponse(
            {"error": f"no message: send message/rfc822, or one of {', '.join(_FIELDS)}"}, status=422
        )
    row = actions.receive(raw=raw, at=clock.now())
    return JsonResponse(
        {"message": row.message, "outcome": row.outcome, "became": row.became, "why": row.why}
    )


def _shown(request: HttpRequest) -> str:
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return shown.strip()
    if scheme.lower() == "basic":
        try:
            return b64decode(shown, validate=True).decode().partition(":")[2]
        except (Base64Error, ValueError):
            return ""
    return ""


def _raw(request: HttpRequest) -> bytes:
    kind = request.content_type or ""
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        said = next((request.POST[name] for name in _FIELDS if name in request.POST), None)
        if said is not None:
            return said.encode("utf-8", "surrogateescape")
        came = next((request.FILES[name] for name in _FIELDS if name in request.FILES), None)
        return came.read() if came is not None and not isinstance(came, list) else b""
    if kind == "application/json":
        try:
            fields = json.loads(request.body)
        except ValueError:
            return b""
        said = (
            next((fields[name] for name in _FIELDS if name in fields), "") if isinstance(fields, dict) else ""
        )
        return said.encode("utf-8", "replace") if isinstance(said, str) else b""
    return request.body


@require_safe
@needs("voices.answer")
def arrivals(request: HttpRequest) -> HttpResponse:
    """What came in: first what waits for a person, then the rest."""
    said = {
        "waiting": queries.waiting(),
        "page": queries.settled(page=request.GET.get("page", 1)),
        "is_open": bool(settings.MAIL_IN_SECRET),
        "address": settings.MAIL_REPLY_TO,
    }
    return render(request, "mailbox/arrivals.html", said)


@require_POST
@needs("voices.answer")
def decide(request: HttpRequest, arrival_id: int) -> HttpResponse:
    row = queries.arrival(arrival_id)
    if row is None:
        raise Http404
    if request.POST.get("want") == "let_in":
        try:
            row = actions.let_in(arrival=row, at=clock.now())
        except actions.REFUSALS as problem:
            messages.error(request, str(problem))
            return redirect("mailbox:arrivals")
        messages.success(request, _("It is a voice now, without a name."))
    else:
        actions.leave(arrival=row, at=clock.now())
    record(request, "mailbox.decide", row.became, want=request.POST.get("want", ""))
    return redirect("mailbox:arrivals")
