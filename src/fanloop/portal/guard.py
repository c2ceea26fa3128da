"""The portal's door: for people who speak for a partner, in their language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

View = Callable[..., HttpResponse]


def contacts_only(view: View) -> View:
    """Anonymous people are asked to log in; who speaks for no partner is told how one is invited.

    Who never chose a language here reads their profile's.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.language:
            translation.activate(request.user.language)
        if request.viewer.partner_id is None:  # type: ignore[attr-defined]
            return render(request, "portal/forbidden.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
