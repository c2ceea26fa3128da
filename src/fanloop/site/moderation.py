"""Reporting something, what came of it, and one's own standing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.foundation import clock, trail
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation import actions, queries
from fanloop.listening.moderation.ports import subjects
from fanloop.people.team import actions as team
from fanloop.site.asking import back, fan_of, members_only, page_number, tell
from fanloop.site.links import href, page_of
from fanloop.ui.parts import Crumb, Tab


class ReportForm(forms.Form):
    """What is wrong with it, and a few words."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=list(queries.REASON_WORDS.items()), widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("Anything a moderator should know?"), required=False, max_length=2_000,
        help_text=gettext_lazy("Only moderators read this, and your name."), widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


@members_only
def report(request: HttpRequest) -> HttpResponse:
    """The form for one thing, `?about=` its reference."""
    about = request.POST.get("about") or request.GET.get("about", "")
    card = _card(about, request.viewer)  # type: ignore[attr-defined]
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _reported(request, form, about):
        messages.success(request, _("Thank you. A moderator reads it, and you are told what came of it."))
        return redirect(_after(about, request.viewer))  # type: ignore[attr-defined]
    page = {"form": form, "about": about, "card": card, "crumbs": _crumbs(_("Report"))}
    return render(request, "site/moderation/report_page.html", page, status=422 if form.errors else 200)


def _card(about: str, viewer: Viewer) -> trail.Card | None:
    """What is reported, as far as this viewer may see it; 404 for what is nothing, or not theirs to see."""
    try:
        kind = parse(about).kind
    except BadRef:
        raise Http404 from None
    card = trail.describe([about], viewer=viewer).get(about)
    behind = subjects([about]).get(about)
    if behind is None or not behind.read_by(viewer.fan_id) or (card is None and kind in trail.kinds()):
        raise Http404
    return card


def _reported(request: HttpRequest, form: ReportForm, about: str) -> bool:
    said = form.cleaned_data
    try:
        actions.flag(
            about=about, by=fan_of(request), reason=said["reason"], words=said["words"], at=clock.now()
        )
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _after(about: str, viewer: Viewer) -> str:
    return href(about, viewer) or reverse("site:reports")


@members_only
def reports(request: HttpRequest) -> HttpResponse:
    """What this fan reported, with the outcomes."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = queries.reports(fan_of(request).id, page=page_number(request))
    rows = queries.reported(found)
    cards = trail.describe({row.flag.review.about for row in rows}, viewer=viewer)
    shown = [
        (row, cards.get(row.flag.review.about), trail.label_of(row.flag.review.kind), _outcome(row.verdict))
        for row in rows
    ]
    page = {"rows": shown, "page": found, "tabs": _tabs("reports"), "crumbs": _crumbs(_("Your reports"))}
    return render(request, "site/moderation/reports.html", page)


def _outcome(verdict: str) -> str:
    return str(queries.VERDICT_WORDS[verdict])


@members_only
def standing(request: HttpRequest) -> HttpResponse:
    """What stands against this fan, and how to appeal. Everybody sees their own only."""
    mine = queries.standing(fan_of(request).id, at=clock.now())
    page = {
        "standing": mine, "tabs": _tabs("standing"), "crumbs": _crumbs(_("Your standing")),
        "consequences": queries.CONSEQUENCE_WORDS, "verdicts": queries.VERDICT_WORDS,
    }  # fmt: skip
    return render(request, "site/moderation/standing.html", page)


@require_POST
@members_only
def appeal(request: HttpRequest) -> HttpResponse:
    """Ask again about one's own strike or words."""
    fan, about = fan_of(request), request.POST.get("about", "")
    try:
        kind, number = parse(about)
    except BadRef:
        raise Http404 from None
    strike = queries.strike(number) if kind == "moderation.strike" else None
    review = queries.own_review(number, fan.id) if kind == "moderation.review" else None
    if review is None and (strike is None or strike.fan_id != fan.id):
        raise Http404
    try:
        actions.appeal(
            fan=fan, strike=strike, review=review, words=request.POST.get("words", ""), at=clock.now()
        )
        messages.success(request, _("Somebody else looks at it again. You are told what they say."))
    except actions.Refused as problem:
        tell(request, problem)
    return redirect("site:standing")


@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """A moderator takes something out of sight in place, or with `want=0` shows it again; the audit keeps who and why.

    For everybody else, and for places that are in other hands, there is no such address.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    about, is_hiding = request.POST.get("about", ""), request.POST.get("want", "1") == "1"
    if not _may_hide(about, viewer):
        raise Http404
    by, why, now = fan_of(request), request.POST.get("why", ""), clock.now()
    if is_hiding:
        actions.hide(about=about, by=by, why=why, at=now)
        messages.success(request, _("Hidden. You can show it again at the same place."))
    else:
        actions.unhide(about=about, by=by, why=why, at=now)
    team.record_act(viewer, act=f"moderation.{'hide' if is_hiding else 'show'}", about=about, at=now)
    return redirect(back(request, reverse("site:talk")))


def _may_hide(about: str, viewer: Viewer) -> bool:
    try:
        behind = subjects([about]).get(about)
    except BadRef:
        return False
    return behind is not None and behind.readers is None and queries.may_moderate(viewer, behind.scope)


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("Your profile"), reverse("site:me")), Crumb(last)]


def _tabs(current: str) -> list[Tab]:
    return [
        Tab(_("Your standing"), reverse("site:standing"), current == "standing"),
        Tab(_("Your reports"), reverse("site:reports"), current == "reports"),
    ]


@page_of("moderation.review")
def review_address(review_id: int, viewer: Viewer) -> str:
    """An author comes to their standing, a reporter to their reports."""
    mine = viewer.fan_id is not None and queries.own_review(review_id, viewer.fan_id) is not None
    return reverse("site:standing" if mine else "site:reports")


@page_of("moderation.strike")
def strike_address(strike_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page shows the reader's own
    return reverse("site:standing")


@page_of("moderation.appeal")
def appeal_address(appeal_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- one page for all of them
    return reverse("desk:appeals" if viewer.may("community.moderate") else "site:standing")


urlpatterns: list[Any] = [
    path("talk/hide", hide, name="hide"),
    path("report", report, name="report"),
    path("reports", reports, name="reports"),
    path("standing", standing, name="standing"),
    path("standing/appeals", appeal, name="appeal"),
]
