"""What only a demo shows: the letters that would have left the house, and who may log in as whom."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fanloop.foundation import mail


@dataclass(frozen=True)
class Paper:
    """A letter as the page shows it."""

    subject: str
    sender: str
    to: str
    at: datetime
    body: str


def letters(request: HttpRequest) -> HttpResponse:
    """The local outbox: open in a demo, for those who may see people's mail otherwise."""
    if not settings.DEMO and not request.viewer.may("people.see"):  # type: ignore[attr-defined]
        raise Http404
    found = mail.letters(to=request.GET.get("to") or None)
    papers = [Paper(one.subject, settings.DEFAULT_FROM_EMAIL, one.to, one.at, one.text) for one in found]
    return render(request, "site/demo/letters.html", {"letters": papers})


urlpatterns = [path("letters", letters, name="letters")]
