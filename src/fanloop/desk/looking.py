"""What fans will see, shown at the desk before it is kept: the fans' own page, drawn for a request of the desk."""

from copy import copy

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse

_OURS = {"csrfmiddlewaretoken", "act"}


def as_fans_see(request: HttpRequest, slug: str) -> HttpResponse:
    """A campaign's page, with a bar that carries what was typed back to the form, or on to being opened."""
    place = reverse("site:campaign", args=[slug])
    found, asked = resolve(place), copy(request)
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", place, place, found
    asked.GET = QueryDict()
    kept = [(name, text) for name in request.POST if name not in _OURS for text in request.POST.getlist(name)]
    asked.looked_at = {"back": request.path, "kept": kept}  # type: ignore[attr-defined]
    answer: HttpResponse = found.func(asked, *found.args, **found.kwargs)
    return answer
