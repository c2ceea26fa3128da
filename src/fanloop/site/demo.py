"""What only a demo shows: the letters that would have left the house, and who may log in as whom."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fanloop.foundation import mail

PAGE = 25


def letters(request: HttpRequest) -> HttpResponse:
    """The local outbox: open in a demo, for those who may see people's mail otherwise."""
    if not settings.DEMO and not request.viewer.may("people.see"):  # type: ignore[attr-defined]
        raise Http404
    found = mail.letters(to=request.GET.get("to") or None)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "site/demo/letters.html", {"page": page})


urlpatterns = [path("letters", letters, name="letters")]
