"""Challenges at the desk: ask for pictures, choose among them with a reason, end one early, and who allowed what."""

import csv
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.tongues import NAMED, AddressedForm, Said
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.cells import plain
from fanloop.foundation.text.translated import read
from fanloop.people.terms import queries as terms
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.challenges import actions, queries
from fanloop.selling.challenges.queries import Challenge, ChallengeRow, Right

_DAY = forms.DateInput(attrs={"type": "date"})
_HEAD = (
    "entry", "handle", "name", "picture", "caption", "terms_version", "licence", "entered_at", "use_wording",
    "use_allowed_at", "use_withdrawn_at", "taken_back_at",
)  # fmt: skip


class ChallengeForm(AddressedForm):
    """What is asked, under which tag, until when, and what there is to win."""

    said: ClassVar[dict[str, Said]] = NAMED | {
        "words": Said(gettext_lazy("What you ask for"), rows=4, at_most=2_000),
        "prize": Said(gettext_lazy("What there is to win")),
    }
    tag = forms.CharField(
        label=gettext_lazy("Hashtag"), max_length=41, help_text=gettext_lazy("One word, as in #firstlight.")
    )
    first = forms.DateField(label=gettext_lazy("From"), widget=_DAY)
    last = forms.DateField(label=gettext_lazy("Last day"), widget=_DAY)
    campaign = forms.ChoiceField(
        label=gettext_lazy("For the campaign"), required=False,
        help_text=gettext_lazy("Pictures whose authors allow it are shown on its page."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [(str(row.id), read(row.title)) for row in campaigns.campaigns()]
        self.offer(campaign=[("", _("none")), *rows])

    def new(self, at: datetime) -> actions.NewChallenge:
        """What was said, as the action takes it; a challenge from today on begins now."""
        said = self.cleaned_data
        opens = datetime.combine(said["first"], time(0), tzinfo=UTC)
        return actions.NewChallenge(
            slug=said["slug"], title=self.words(), words=self.words("words"), prize=self.words("prize"), tag=said["tag"],
            opens=at if said["first"] == at.date() else opens,
            closes=datetime.combine(said["last"], time(0), tzinfo=UTC) + timedelta(days=1),
            campaign=campaigns.campaign_by_id(int(said["campaign"])) if said["campaign"] else None,
        )  # fmt: skip


@needs("campaigns.open")
@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    page = {"rows": queries.challenges(clock.now()), "has_terms": terms.current() is not None}
    return render(request, "desk/challenges/challenges.html", page)


@needs("campaigns.open")
def open_challenge(request: HttpRequest) -> HttpResponse:
    today = clock.now().date()
    form = ChallengeForm(request.POST or None, initial={"first": today, "last": today + timedelta(days=14)})
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _open(request, form), actions.Refused)
        if row:
            messages.success(request, _("Asked. It stands among the challenges."))
            return redirect("desk:challenge", row.slug)
    return render(request, "desk/challenges/open.html", {"form": form}, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: ChallengeForm) -> Challenge:
    at = clock.now()
    row = actions.open_challenge(new=form.new(at), by=member_of(request), at=at)
    record(request, "challenges.open", ref(row))
    return row


def _found(slug: str) -> ChallengeRow:
    row = queries.challenge(slug, clock.now())
    if row is None:
        raise Http404
    return row


@needs("campaigns.open")
@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """Its pictures, those that most like first, with what their authors allowed."""
    row, viewer = _found(slug), viewer_of(request)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    wall = queries.entries(row.challenge.id, viewer=viewer, page=number, liked=True)
    page = {"row": row, "wall": wall.rows, "page": wall.page}
    return render(request, "desk/challenges/challenge.html", page)


@needs("campaigns.open")
@require_POST
def choose(request: HttpRequest, entry_id: int) -> HttpResponse:
    """An entry has won, and why."""
    row, because = queries.entry_by_id(entry_id), request.POST.get("because", "")
    if row is None:
        raise Http404

    def act() -> None:
        actions.choose_winner(entry=row, because=because, by=member_of(request), at=clock.now())
        record(request, "challenges.choose", ref(row), because=because)

    if told(request, act, actions.Refused):
        messages.success(request, _("Chosen. Its author has been told why."))
    return redirect("desk:challenge", row.challenge.slug)


@needs("campaigns.open")
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    row, because = _found(slug), request.POST.get("because", "")

    def act() -> None:
        actions.withdraw_challenge(
            challenge=row.challenge, because=because, by=member_of(request), at=clock.now()
        )
        record(request, "challenges.withdraw", ref(row.challenge), because=because)

    if told(request, act, actions.Refused):
        messages.success(request, _("Ended. Everybody who took part has been told why."))
    return redirect("desk:challenge", slug)


@needs("campaigns.open")
@require_safe
def rights_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Who agreed to what, and when, as CSV; words that begin like a formula stay text."""
    row = _found(slug)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-rights.csv"'
    lines = csv.writer(response)
    lines.writerow(_HEAD)
    lines.writerows(_line(each) for each in queries.rights(row.challenge.id, viewer=viewer_of(request)))
    record(request, "challenges.rights_file", ref(row.challenge))
    return response


def _line(right: Right) -> list[str | int]:
    entry, use = right.entry, right.use
    return [
        entry.id, plain(entry.fan.handle), plain(entry.fan.name), entry.file.sha256 if entry.file else "", plain(entry.caption),
        entry.terms.version, entry.terms.licence, entry.at.isoformat(), use.wording if use else "",
        _moment(use.at if use else None), _moment(right.ended_at), _moment(entry.taken_back_at),
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


urlpatterns = [
    path("challenges", challenges, name="challenges"),
    path("challenges/new", open_challenge, name="open_challenge"),
    path("challenges/<slug:slug>", challenge, name="challenge"),
    path("challenges/<slug:slug>/withdraw", withdraw, name="withdraw_challenge"),
    path("challenges/<slug:slug>/rights.csv", rights_file, name="challenge_rights"),
    path("challenges/entries/<int:entry_id>/choose", choose, name="choose_entry"),
]
