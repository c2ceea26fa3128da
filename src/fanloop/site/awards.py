"""The Popcorn award for fans: a ballot for each train that left, who won, and the words of thanks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.actions import Screening, screened
from fanloop.listening.moderation.rules.refusals import Refused as GateRefused
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Award, Ballot, Thanks, Train
from fanloop.releasing.releases.rules.awards import ENOUGH
from fanloop.site.asking import fan_of, members_only, tell
from fanloop.site.links import page_of
from fanloop.site.screening import opened_now, tell_if_held, typed_seconds
from fanloop.ui.parts import Crumb


class VoteForm(forms.Form):
    """One engineer, and words for them if one has any."""

    member = forms.TypedChoiceField(label=gettext_lazy("Who made your week?"), coerce=int)
    words = forms.CharField(
        label=gettext_lazy("What would you like to say to them?"), max_length=400, required=False,
        help_text=gettext_lazy("It is read by everybody when the votes are counted, and stays on their page."),
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "popcorn"}),
    )  # fmt: skip

    def __init__(self, *args: Any, ballot: Ballot, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(one.member.id, one.member.name) for one in ballot.candidates]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Maker:
    """An engineer as pages name them; without a page for who left or wants no name."""

    name: str
    title: str = ""
    href: str = ""


@dataclass(frozen=True)
class Said:
    """A fan's words of thanks as pages show them."""

    ref: str
    words: str
    giver: str
    taker: str
    about: str


def makers_named(members: Iterable[Member]) -> dict[int, Maker]:
    """Member id → how pages name them: two queries."""
    rows = list(members)
    quiet = fans.unnamed(row.fan_id for row in rows)
    people = fans.fans_by_ids(row.fan_id for row in rows)
    return {row.id: _maker(row, people[row.fan_id], is_quiet=row.fan_id in quiet) for row in rows}


def _maker(row: Member, fan: fans.Fan, *, is_quiet: bool) -> Maker:
    if is_quiet:
        return Maker(_("an engineer"))
    if not row.name:
        return Maker(_("someone who left"))
    return Maker(row.name, row.title, reverse("site:maker", args=[fan.handle]) if fan.is_active else "")


def train_name(train: Train) -> str:
    return f"{read(train.line.name)} {train.number}"


def said(found: Sequence[Thanks]) -> list[Said]:
    """Words with names of the day; who asked not to be named is a fan."""
    givers = fans.names_in_credits(one.fan_id for one in found)
    members = makers_named(team.members_by_ids(one.member_id for one in found).values())
    return [
        Said(one.ref, one.words, givers[one.fan_id], members[one.member_id].name, train_name(one.train))
        for one in found
    ]


@require_safe
def popcorn(request: HttpRequest) -> HttpResponse:
    """Open votes, everybody who has won, week by week, and the rule in words."""
    awards = queries.latest_awards()
    makers = makers_named({award.member_id: award.member for award in awards}.values())
    open_now = [
        (row.train, train_name(row.train), queries.closes_at(row))
        for row in queries.open_ballots(clock.now())
    ]
    weeks = [(day, [(award, makers[award.member_id], train_name(award.train)) for award in found])
             for day, found in groupby(awards, key=lambda award: award.at.date())]  # fmt: skip
    page = {"open_now": open_now, "weeks": weeks, "enough": ENOUGH}
    return render(request, "site/thanks/popcorn.html", page)


def _ballot_or_404(request: HttpRequest, train_id: int) -> Ballot:
    ballot = queries.ballot(train_id, viewer=request.viewer)  # type: ignore[attr-defined]
    if ballot is None:
        raise Http404(_("There is no vote about this train."))
    return ballot


@require_safe
def ballot(request: HttpRequest, train_id: int) -> HttpResponse:
    found = _ballot_or_404(request, train_id)
    first = {"member": found.mine.member_id, "words": found.mine.words} if found.mine else {}
    return _show(request, found, VoteForm(ballot=found, initial=first))


def _show(request: HttpRequest, found: Ballot, form: VoteForm) -> HttpResponse:
    makers = makers_named(one.member for one in found.candidates)
    rows = [(one, makers[one.member.id], [(read(change.title), change.id) for change in one.changes])
            for one in found.candidates]  # fmt: skip
    page = {
        "ballot": found, "train": found.train, "train_name": train_name(found.train), "rows": rows, "form": form,
        "is_open": found.is_open(clock.now()), "words": said(found.words), "enough": ENOUGH, "opened": opened_now(),
        "picked": form["member"].value(), "train_href": _train_href(found.train),
        "crumbs": [Crumb(_("Popcorn"), reverse("site:popcorn")), Crumb(train_name(found.train))],
    }  # fmt: skip
    return render(request, "site/thanks/ballot.html", page, status=422 if form.errors else 200)


def _train_href(train: Train) -> str:
    return reverse("site:train", args=[train.line.slug, train.number])


@require_POST
@members_only
def vote(request: HttpRequest, train_id: int) -> HttpResponse:
    """One's vote, or another one instead. What is refused stays in the form."""
    found = _ballot_or_404(request, train_id)
    form = VoteForm(request.POST, ballot=found)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        _vote(request, found, **form.cleaned_data)
    except (actions.Refused, GateRefused) as problem:
        form.add_error("words" if isinstance(problem, GateRefused) else None, str(problem))
        return _show(request, found, form)
    messages.success(request, _("Your vote is in. You may change it until the votes are counted."))
    return redirect("site:ballot", train_id)


def _vote(request: HttpRequest, found: Ballot, *, member: int, words: str) -> None:
    chosen = next(one.member for one in found.candidates if one.member.id == member)
    fan, at = fan_of(request), clock.now()

    def write() -> queries.AwardVote:
        return actions.vote_award(train=found.train, by=fan, member=chosen, words=words, at=at)

    if not words.strip() or (found.mine and found.mine.words == words.strip()):
        write()
        return
    screening: Screening
    _row, screening = screened(
        by=fan, text=words, act="thanks", at=at, typed_seconds=typed_seconds(request), write=write
    )
    tell_if_held(request, screening)


@require_POST
@members_only
def withdraw(request: HttpRequest, train_id: int) -> HttpResponse:
    found = _ballot_or_404(request, train_id)
    try:
        actions.withdraw_award_vote(train=found.train, by=fan_of(request), at=clock.now())
    except actions.Refused as problem:
        tell(request, problem)
    else:
        messages.success(request, _("Your vote is taken back."))
    return redirect("site:ballot", train_id)


@page_of("releases.award")
def award_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- awards are public
    row: Award | None = queries.award(id_)
    return reverse("site:ballot", args=[row.train_id]) if row else ""


@page_of("releases.award_vote")
def vote_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- where words of thanks are read
    train_id = queries.train_of_vote(id_)
    return reverse("site:ballot", args=[train_id]) if train_id else ""


urlpatterns = [
    path("popcorn", popcorn, name="popcorn"),
    path("popcorn/<int:train_id>", ballot, name="ballot"),
    path("popcorn/<int:train_id>/vote", vote, name="vote_award"),
    path("popcorn/<int:train_id>/take-back", withdraw, name="withdraw_award_vote"),
]
