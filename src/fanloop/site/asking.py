"""What the fans' pages have in common when somebody acts: log in first, say what went wrong, come back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from fanloop.listening.chat.rules.refusals import Refused as ChatRefused
from fanloop.listening.community.rules.refusals import Refused as TalkRefused
from fanloop.listening.conversations.rules.refusals import Refused as MessageRefused
from fanloop.listening.moderation.rules.refusals import Refused as GateRefused
from fanloop.listening.voices.rules.refusals import Refused as VoiceRefused
from fanloop.people.fans.queries import Fan

View = Callable[..., HttpResponse]
REFUSALS = (TalkRefused, VoiceRefused, ChatRefused, MessageRefused, GateRefused)


def fan_of(request: HttpRequest) -> Fan:
    """The person who acts; views that act are guarded, so there is one."""
    assert isinstance(request.user, Fan)
    return request.user


def members_only(view: View) -> View:
    """Send people to the log-in and, when they come back, to the page they acted on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(back(request) if request.method == "POST" else request.get_full_path())

    return guarded


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """Where the reader came from, if that is a page of ours."""
    came = request.headers.get("Referer", "")
    mine = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if mine and came else otherwise


def tell(request: HttpRequest, problem: ValueError) -> None:
    messages.error(request, str(problem))


def page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1
