"""The desk's door. A page says which permission it needs; the table in `team` says who has it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def needs(permission: str, *or_one_of: str) -> Callable[[View], View]:
    """Anonymous people are asked to log in; people without the permission are told which one is missing.

    Any one of several permissions opens the door; the first is the one that is named.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.viewer.may(each) for each in (permission, *or_one_of)):  # type: ignore[attr-defined]
                return render(request, "desk/forbidden.html", {"permission": permission}, status=403)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.permissions = (permission, *or_one_of)  # type: ignore[attr-defined]
        return guarded

    return guard
